"""What a change of tempo did to speech: distances between a clip and the same clip stretched.

Frames are 25 ms long, every 5 ms, at 16 kHz. Clip and stretched clip are aligned by dynamic time warping over
mel cepstra; everything but the round trip is read along that path.
"""
import numpy as np
from pesq import pesq
from pystoi import stoi
from scipy.fft import dct
from scipy.signal import resample_poly

RATE, HOP, WINDOW = 16_000, 80, 400
QUIET = 40  # dB under the loudest frame: below, a frame is a pause and not compared


def at_16k(samples, rate=48_000):
    return resample_poly(samples, RATE, rate)


def frames(samples):
    padded = np.pad(samples, WINDOW // 2)
    view = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    return view * np.hanning(WINDOW)


def filters(count=40, size=512):
    """Triangles on the mel scale, 60 Hz to 7.6 kHz."""
    mel = lambda f: 2595 * np.log10(1 + f / 700)
    edges = 700 * (10 ** (np.linspace(mel(60), mel(7600), count + 2) / 2595) - 1)
    bins = np.arange(size // 2 + 1) * RATE / size
    up = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    down = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0, np.minimum(up, down))


MEL = filters()


class Picture:
    """A clip as its cepstra, levels, spectral flux and pitch."""

    def __init__(self, samples):
        windows = frames(samples)
        spectrum = np.abs(np.fft.rfft(windows, 512)) ** 2
        self.level = 10 * np.log10(np.mean(windows ** 2, axis=1) + 1e-12)
        mel = np.log(spectrum @ MEL.T + 1e-8)
        self.cepstra = dct(mel, norm="ortho", axis=1)[:, 1:25]
        rise = np.maximum(0, np.diff(np.sqrt(spectrum), axis=0, prepend=0)).sum(axis=1)
        self.flux = rise
        self.speech = self.level > self.level.max() - QUIET
        self.pitch = pitch(samples)[:len(self.level)]


def pitch(samples):
    """Hz per frame by autocorrelation over 40 ms, 0 where there is none."""
    padded = np.pad(samples, 320)
    view = np.lib.stride_tricks.sliding_window_view(padded, 640)[::HOP]
    spectrum = np.abs(np.fft.rfft(view * np.hanning(640), 2048)) ** 2
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(640), 2048)) ** 2)
    likeness = np.fft.irfft(spectrum)[:, :320] / np.maximum(window[:320], 1e-3)
    likeness /= np.maximum(likeness[:, :1], 1e-9)
    lags = np.arange(40, 267)  # 60 to 400 Hz
    best = likeness[:, lags].argmax(axis=1)
    at = np.clip(lags[best], 1, 318)
    row = np.arange(len(at))
    left, mid, right = likeness[row, at - 1], likeness[row, at], likeness[row, at + 1]
    shift = 0.5 * (left - right) / np.where(np.abs(left - 2 * mid + right) < 1e-9, 1e9, left - 2 * mid + right)
    return np.where(mid > 0.5, RATE / (at + np.clip(shift, -1, 1)), 0)


def path(a, b):
    """The cheapest alignment of two sequences of cepstra, in a band of 100 ms around the straight line."""
    n, m = len(a), len(b)
    cost = np.full((n, m), np.inf)
    band = 20
    total = np.full((n + 1, m + 1), np.inf)
    total[0, 0] = 0
    rows = np.arange(n)
    low = np.clip((rows * m / n).astype(int) - band, 0, m - 1)
    high = np.clip((rows * m / n).astype(int) + band + 2, 1, m)
    for i in rows:
        j = slice(low[i], high[i])
        cost[i, j] = np.sqrt(((a[i] - b[j]) ** 2).sum(axis=1))
    for i in rows:
        above = np.minimum(total[i, low[i]:high[i]], total[i, low[i] + 1:high[i] + 1])
        here = np.inf if low[i] else total[i + 1, 0]
        for k, j in enumerate(range(low[i], high[i])):
            here = cost[i, j] + min(above[k], here)
            total[i + 1, j + 1] = here
    i, j, steps = n, m, []
    while i and j:
        steps.append((i - 1, j - 1))
        options = (total[i - 1, j - 1], total[i - 1, j], total[i, j - 1])
        move = int(np.argmin(options))
        i, j = i - (move != 2), j - (move != 1)
    return np.array(steps[::-1])


def compared(original, stretched):
    """MCD in dB, F0 error in cents, flux correlation and timing jitter in ms, of sounds at 48 kHz."""
    a, b = Picture(at_16k(original)), Picture(at_16k(stretched))
    steps = path(a.cepstra, b.cepstra)
    i, j = steps[:, 0], steps[:, 1]
    spoken = a.speech[i] & b.speech[j]
    distance = np.sqrt(2 * ((a.cepstra[i] - b.cepstra[j]) ** 2).sum(axis=1))
    voiced = spoken & (a.pitch[i] > 0) & (b.pitch[j] > 0)
    cents = 1200 * np.log2(a.pitch[i][voiced] / b.pitch[j][voiced])
    cents = cents[np.abs(cents) < 600]  # an octave wrong is the estimator's fault
    even = i * (len(b.level) - 1) / max(1, len(a.level) - 1)
    jitter = np.abs(j - even)[spoken] * HOP / RATE * 1000
    return {
        "mcd": float(10 / np.log(10) * distance[spoken].mean()),
        "cents": float(np.sqrt(np.mean(cents ** 2))) if cents.size else float("nan"),
        "flux": float(np.corrcoef(a.flux[i], b.flux[j])[0, 1]),
        "jitter": float(np.percentile(jitter, 95)),
    }


def round_trip(original, returned):
    """PESQ (wide band) and STOI of a clip that was stretched and brought back, both at 48 kHz."""
    a, b = at_16k(original), at_16k(np.resize(np.pad(returned, (0, max(0, len(original) - len(returned)))), len(original)))
    try:
        quality = pesq(RATE, a.astype(np.float32), b.astype(np.float32), "wb")
    except Exception:  # PESQ refuses clips in which it hears no utterance
        quality = float("nan")
    return {"pesq": quality, "stoi": float(stoi(a, b, RATE))}
