"""Makes the sound: a bed of waves, a slow chord, bells and gulls, and the narration over it.

Everything is a float array of shape (samples, 2) at 48 kHz; noise comes from a fixed seed.
"""

import re
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

RATE = 48_000
BED_LUFS, VOICE_LUFS = -28.0, -19.0
LEAD = 0.05  # seconds between a cue's start and its first sound
# speaker: espeak-ng voice, words a minute, pitch, place between left and right
VOICES = {"NARRATOR": ("en-gb", 160, 40, 0.0), "ANA": ("en-us+f3", 162, 48, 0.16)}


def seconds(amount):
    return int(round(amount * RATE))


def clock(length):
    return np.arange(length) / RATE


def shaped_noise(length, low, high, tilt, seed):
    """Noise between two frequencies, falling by `tilt` powers of frequency; unit level."""
    frequencies = np.fft.rfftfreq(length, 1 / RATE)
    curve = np.maximum(frequencies, 20.0) ** -tilt
    curve *= 1 / (1 + (low / np.maximum(frequencies, 1)) ** 4) / (1 + (frequencies / high) ** 4)
    spectrum = np.fft.rfft(np.random.RandomState(seed).standard_normal(length)) * curve
    noise = np.fft.irfft(spectrum, length)
    return noise / noise.std()


def waves(length):
    """Two swells that never meet in the same phase, a near lapping and a far wash, each wide."""
    time, sides = clock(length), []
    for side in (0, 1):
        slow = 0.5 + 0.5 * np.sin(2 * np.pi * time / 9.1 + 0.7 * side)
        quick = 0.5 + 0.5 * np.sin(2 * np.pi * time / 5.3 + 1.9 * side)
        far = shaped_noise(length, 60, 700, 0.9, 20 + side) * (0.45 + 0.55 * slow**2)
        wash = shaped_noise(length, 500, 4500, 0.7, 30 + side) * (
            0.05 + 0.30 * slow**4 + 0.12 * quick**3
        )
        sides.append(far + wash)
    return np.stack(sides, axis=1)


def chord(length):
    """A drone that goes from D minor at night over F to D major at noon and back."""
    time, out = clock(length), np.zeros((length, 2))
    parts = [
        (-8, 21, (73.42, 146.83, 174.61, 220.0)),
        (17, 40, (87.31, 174.61, 220.0, 261.63)),
        (36, 57, (73.42, 146.83, 185.0, 220.0, 369.99)),
        (53, 72, (73.42, 146.83, 174.61, 220.0)),
    ]
    for start, end, notes in parts:
        level = np.clip((time - start) / 6, 0, 1) * np.clip((end - time) / 6, 0, 1)
        level = level * level * (3 - 2 * level)
        for number, note in enumerate(notes):
            for side, detune in ((0, -0.35), (1, 0.35)):
                breath = 0.7 + 0.3 * np.sin(2 * np.pi * time / (7 + 1.7 * number) + side + number)
                angle = 2 * np.pi * (note + detune) * time
                tone = np.sin(angle) + 0.22 * np.sin(2 * angle) + 0.07 * np.sin(3 * angle)
                out[:, side] += tone * breath * level / (1 + 0.35 * number)
    return out


def struck(note, length, partials):
    time = clock(seconds(length))
    tone = sum(
        level * np.sin(2 * np.pi * note * ratio * time) * np.exp(-time * fall)
        for ratio, level, fall in partials
    )
    return tone * np.minimum(time / 0.004, 1)


BELL = [
    (0.5, 0.5, 0.7),
    (1.0, 1.0, 0.9),
    (1.19, 0.6, 1.3),
    (1.5, 0.35, 1.7),
    (2.0, 0.5, 2.0),
    (2.74, 0.25, 3.2),
]


def cry(height, long):
    """One gull's cry: it leaps up, breaks and falls, with a rough edge."""
    time = clock(seconds(long))
    x = time / long
    pitch = height * (0.72 + 0.42 * np.exp(-(((x - 0.25) / 0.20) ** 2)) - 0.18 * x)
    angle = 2 * np.pi * np.cumsum(pitch) / RATE
    rough = 1 + 0.35 * np.sin(2 * np.pi * 31 * time)
    tone = (
        np.sin(angle)
        + 0.55 * np.sin(2 * angle)
        + 0.30 * np.sin(3 * angle)
        + 0.12 * np.sin(4 * angle)
    )
    return tone * rough * np.sin(np.pi * x) ** 0.6


def put(track, sound, at, level, pan=0.0):
    start = seconds(at)
    sound = sound[: max(len(track) - start, 0)]
    track[start : start + len(sound), 0] += sound * level * np.cos((pan + 1) * np.pi / 4)
    track[start : start + len(sound), 1] += sound * level * np.sin((pan + 1) * np.pi / 4)


def far_things(length):
    """Buoy bell by night, gulls and a small diesel in the morning, the church at noon."""
    track = np.zeros((length, 2))
    # Rung while the original is unducked or a line hides it: a bell that swells back with the bed passes for a voice.
    for at, level in ((1.2, 0.5), (4.9, 0.4), (8.2, 0.4)):
        put(track, struck(523.0, 4.5, BELL), at, level, -0.5)
    for stroke in range(5):
        put(track, struck(311.1, 5.0, BELL), 37.7 + 1.25 * stroke, 0.5 - 0.06 * stroke, 0.5)
    for at, height, pan in (
        (22.2, 1500, -0.7),
        (26.35, 1420, 0.5),
        (33.9, 1380, 0.8),
        (42.2, 1450, -0.4),
        (49.9, 1350, 0.6),
    ):
        for number in range(4):
            put(
                track,
                cry(height * (1 - 0.04 * number), 0.30 - 0.02 * number),
                at + 0.31 * number,
                0.34 - 0.05 * number,
                pan,
            )
    time = clock(length)
    beat = np.maximum(np.sin(2 * np.pi * 6.2 * time), 0) ** 6
    near = np.interp(time, [21, 28, 33, 40, 43, 48, 49.5], [0, 0.7, 0.6, 0, 0.5, 0.5, 0])
    put(track, shaped_noise(length, 70, 260, 0.3, 50) * beat * near, 0, 0.30, 0.1)
    return track


def hall(track, long, seed):
    """The air of the bay: a convolution with a decaying noise."""
    time = clock(seconds(long))
    out, size = np.zeros_like(track), len(track) + len(time)
    for side in (0, 1):
        tail = shaped_noise(len(time), 120, 2600, 0.3, seed + side) * np.exp(-time * 6.9 / long)
        tail /= np.sqrt((tail**2).sum())
        out[:, side] = np.fft.irfft(
            np.fft.rfft(track[:, side], size) * np.fft.rfft(tail, size), size
        )[: len(track)]
    return out


def speak(text, voice, pace, pitch):
    """One line by espeak-ng as a 48 kHz float array, without the silence at its ends."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        subprocess.run(
            ["espeak-ng", "-v", voice, "-s", str(pace), "-p", str(pitch), "-w", path, "--", text],
            check=True,
        )
        with wave.open(str(path)) as file:
            rate = file.getframerate()
            speech = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768
    loud = np.flatnonzero(np.abs(speech) > 0.002)
    speech = speech[loud[0] : loud[-1] + 1]
    return resample(speech, rate)


def resample(sound, rate):
    """Band-limited, by padding the spectrum; the ends are padded so that nothing wraps round."""
    padded = np.concatenate([np.zeros(rate // 10), sound, np.zeros(rate // 10)])
    length = int(round(len(padded) * RATE / rate))
    spectrum = np.zeros(length // 2 + 1, dtype=complex)
    found = np.fft.rfft(padded)
    spectrum[: len(found)] = found
    out = np.fft.irfft(spectrum, length) * length / len(padded)
    return out[RATE // 10 : length - RATE // 10]


def read_cues(path):
    """(start, end, speaker, text) of every cue of an SRT file that a speaker opens."""
    stamp = r"(\d+):(\d+):(\d+),(\d+)"
    cues = []
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        _, times, *lines = block.split("\n")
        numbers = [int(n) for n in re.match(f"{stamp} --> {stamp}", times).groups()]
        start, end = (h * 3600 + m * 60 + s + f / 1000 for h, m, s, f in (numbers[:4], numbers[4:]))
        speaker, colon, text = " ".join(lines).partition(": ")
        if colon and speaker in VOICES:
            cues.append((start, end, speaker, text))
    return cues


def narration(cues, length):
    track = np.zeros((length, 2))
    for start, end, speaker, text in cues:
        voice, pace, pitch, pan = VOICES[speaker]
        room, line = end - start - LEAD, speak(text, voice, pace, pitch)
        if len(line) > room * RATE:
            line = speak(text, voice, round(pace * len(line) / RATE / room * 1.03), pitch)
        put(track, line / np.sqrt((line**2).mean()) * 0.1, start + LEAD, 1.0, pan)
    return track + 0.06 * hall(track, 0.9, 70)


def loudness(track):
    """Integrated loudness in LUFS, measured by ffmpeg's ebur128."""
    command = [
        "ffmpeg",
        "-hide_banner",
        "-nostats",
        "-f",
        "f32le",
        "-ar",
        str(RATE),
        "-ac",
        "2",
        "-i",
        "-",
        "-af",
        "ebur128=framelog=verbose",
        "-f",
        "null",
        "-",
    ]
    report = subprocess.run(
        command, input=track.astype("<f4").tobytes(), capture_output=True, check=True
    ).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", report.decode())[-1])


def at_loudness(track, target):
    return track * 10 ** ((target - loudness(track)) / 20)


def mix(srt, length_in_seconds):
    """The whole soundtrack."""
    length = seconds(length_in_seconds)
    time = clock(length)
    far = far_things(length)
    bed = waves(length) * 0.5 + chord(length) * 0.30 + 0.55 * far + 0.8 * hall(far, 2.6, 60)
    bed *= (np.clip(time / 1.5, 0, 1) * np.clip((length_in_seconds - time) / 1.6, 0, 1))[:, None]
    voice = narration(read_cues(srt), length)
    full = at_loudness(bed, BED_LUFS) + at_loudness(voice, VOICE_LUFS)
    return np.clip(full, -0.89, 0.89)
