#!/usr/bin/env python3
"""Our search for the edges of speech beside two simple rules, on speech whose edges are known, as Markdown.

usage: trim.py    (make bench-trim)
Speech of espeak-ng gets 250 ms of padding before and 350 ms after it, noise over all, and a gain over both. A detector
is wrong where it cuts away more than −30 dB of the speech's energy.
"""
import os
import subprocess
import tempfile

import numpy as np
import soundfile

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = os.path.join(HERE, "sound", ".build", "release", "sound-benchmark")
LINES = [(voice, text) for voice, texts in {
    "en-us": ["Four.", "He is here.", "She saw six ships.", "Thanks.", "Stop!", "Half.", "This is it.", "What?",
              "Nobody asked why the boats came in so late."],
    "de": ["Frau.", "Hallo.", "Schiff.", "Nichts.", "Pst, sie schläft schon."],
    "es": ["¿Quién sabe?", "Gracias.", "Nadie lo vio."],
    "fr": ["Ils chuchotent.", "Six.", "Personne ne sait."],
    "it": ["Forse.", "Nessuno lo sa."],
    "pt-br": ["Peixes.", "Ninguém viu os barcos."],
    "ru": ["Хорошо.", "Шесть.", "Никто не спросил."],
    "cmn": ["谢谢。", "是。", "没有人知道。"],
    "ja": ["ふね。", "はい。"],
    "pl": ["Cześć.", "Nikt nie pytał."],
    "hi": ["नमस्ते।", "कोई नहीं जानता।"],
}.items() for text in texts]


def levels(samples, rate):
    hop = rate // 200
    count = max(1, (len(samples) - 2 * hop) // hop + 1)
    power = [np.mean(samples[i * hop:(i + 2) * hop] ** 2) for i in range(count)]
    return 10 * np.log10(np.array(power) + 1e-18), hop


def above(samples, rate, threshold):
    """From the first to the last 10 ms above a level."""
    level, hop = levels(samples, rate)
    loud = np.nonzero(level > threshold(level))[0]
    return (loud[0] * hop, (loud[-1] + 2) * hop) if loud.size else (0, len(samples))


def ours(samples, rate):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "take")
        samples.astype("<f4").tofile(path)
        done = subprocess.run([OURS, "trim", path, str(rate)], check=True, capture_output=True, text=True)
    return tuple(int(word) for word in done.stdout.split()[2:])


DETECTORS = {
    "fixed −50 dB of full scale": lambda s, r: above(s, r, lambda level: -50),
    "relative, 40 dB under the loudest 5 %": lambda s, r: above(s, r, lambda level: np.percentile(level, 95) - 40),
    "polydub": ours,
}
# Noise in dB of full scale, gain in dB, and whether the gain also lowers the noise.
CASES = [(None, gain, "take") for gain in (0, -12, -24, -36)]
CASES += [(noise, gain, "take") for noise in (-66, -55) for gain in (0, -12, -24, -36)]
CASES += [(-55, gain, "speech") for gain in (-6, -12, -24, -36)] + [(-45, 0, "take")]


def speech():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "line.wav")
        for voice, text in LINES:
            subprocess.run(["espeak-ng", "-v", voice, "-w", path, text], check=True)
            samples, rate = soundfile.read(path)
            heard = np.nonzero(np.abs(samples) > 2 / 32768)[0]
            yield samples[heard[0]:heard[-1] + 1], rate


def judged(detector, clips, noise, gain, lowered):
    """Worst loss in dB, clips that lose more than −30 dB, and mean padding left in ms."""
    losses, padding = [], []
    for number, (clip, rate) in enumerate(clips):
        before, after = rate // 4, rate * 35 // 100
        factor = 10 ** (gain / 20)
        take = np.concatenate([np.zeros(before), clip, np.zeros(after)]) * factor
        if noise is not None:
            hiss = np.random.default_rng(number).standard_normal(len(take)) * 10 ** (noise / 20)
            take = take + hiss * (factor if lowered == "take" else 1)
        start, end = detector(take, rate)
        spoken = take[before:before + len(clip)] ** 2
        lost = spoken[:max(0, start - before)].sum() + spoken[max(0, end - before):].sum()
        losses.append(10 * np.log10(lost / spoken.sum() + 1e-9))
        padding.append((max(0, before - start) + max(0, end - before - len(clip))) / rate * 1000)
    return max(losses), sum(loss > -30 for loss in losses), float(np.mean(padding))


def main():
    clips = list(speech())
    print(f"## Trimming\n\n{len(clips)} lines in 11 languages, 600 ms of padding each; noise in dB of full scale, gain on "
          "the whole take or on the speech alone.\n\nWorst loss of speech energy / lines that lose more than −30 dB / padding left\n")
    print("| noise | gain | " + " | ".join(DETECTORS) + " |")
    print("| --- " * (len(DETECTORS) + 2) + "|")
    for noise, gain, lowered in CASES:
        cells = [judged(detector, clips, noise, gain, lowered) for detector in DETECTORS.values()]
        print(f"| {'none' if noise is None else f'{noise} dB'} | {gain} dB, {lowered} | " + " | ".join(
            f"{loss:.0f} dB / {many} / {left:.0f} ms" for loss, many, left in cells) + " |")


main()
