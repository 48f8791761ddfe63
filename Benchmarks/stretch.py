#!/usr/bin/env python3
"""Our stretcher beside Sonic, atempo, SoundTouch and Rubber Band R3 on the same clips, as Markdown.

usage: stretch.py [CLIPS]    (make bench-stretch)
Speech of espeak-ng in several languages, and POLYDUB_CORPUS/speech where that is named (WAV or FLAC, 16 kHz and more).
CLIPS narrows the clips to names that contain it.
"""
import glob
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import soundfile
from scipy.signal import resample_poly

import measures
import stretchers

RATE = stretchers.RATE
PACES = [0.8, 0.9, 1.1, 1.25, 1.5, 2.0]
LINES = [
    ("en-us", "The harbour lay quiet. Nobody had seen the boats come in, and nobody asked."),
    ("en-us", "Sixteen sailors said she should stop selling shells."),
    ("de", "Niemand wusste, warum das Schiff so spät noch ausgelaufen war."),
    ("es", "Nadie preguntó quién había cerrado la puerta del faro."),
    ("fr", "Personne ne savait pourquoi les bateaux étaient rentrés si tôt."),
    ("ru", "Никто не спросил, почему лодки вернулись так рано."),
    ("cmn", "没有人知道船为什么这么早回来。"),
    ("pt-br", "Ninguém viu os barcos chegarem naquela noite."),
    ("it", "Nessuno aveva visto arrivare le barche quella notte."),
    ("ja", "だれもふねがかえってくるのをみなかった。"),
]


def at_48k(samples, rate):
    mono = samples.mean(axis=1) if samples.ndim > 1 else samples
    divisor = np.gcd(RATE, rate)
    return resample_poly(mono, RATE // divisor, rate // divisor)


def without_silence(samples):
    loud = np.nonzero(np.abs(samples) > 0.003 * np.abs(samples).max())[0]
    return samples[loud[0]:loud[-1] + 1] * 0.7 / np.abs(samples).max()


def clips():
    """(group, name, samples) of every clip; long recordings give pieces of 6 s."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "line.wav")
        for number, (voice, text) in enumerate(LINES):
            subprocess.run(["espeak-ng", "-v", voice, "-w", path, text], check=True)
            yield "espeak-ng", f"{voice}-{number}", without_silence(at_48k(*soundfile.read(path)))
    corpus = os.environ.get("POLYDUB_CORPUS")
    for path in sorted(glob.glob(f"{corpus}/speech/*")) if corpus else []:
        samples, rate = soundfile.read(path)
        if rate < 16_000:
            print(f"left out: {os.path.basename(path)} has only {rate} Hz", file=sys.stderr)
            continue
        samples = without_silence(at_48k(samples, rate))
        for start in range(0, max(1, len(samples) - 2 * RATE), 6 * RATE):
            name = f"{os.path.basename(path)}+{start // RATE}"
            yield "recorded", name, samples[start:start + 6 * RATE]


def measured(clip):
    """One row per stretcher and pace."""
    group, name, samples = clip
    rows = []
    for stretcher in stretchers.every():
        for pace in PACES:
            length = round(len(samples) / pace)
            out = stretcher(samples, pace, length)
            back = stretcher(out, 1 / pace, len(samples))
            row = measures.compared(samples, out) | measures.round_trip(samples, back)
            row["length"] = abs(len(out) - length) / RATE * 1000
            rows.append(row | {"group": group, "clip": name, "stretcher": stretcher.name, "pace": pace})
    return rows


def table(rows, group, paces=PACES):
    names = list(dict.fromkeys(r["stretcher"] for r in rows))
    mean = lambda name, pace, key: np.nanmean([r[key] for r in rows if (
        r["group"], r["stretcher"], r["pace"]) == (group, name, pace)])
    number = len({r["clip"] for r in rows if r["group"] == group})
    print(f"\n### {group}, {number} clips\n")
    print("MCD in dB (low is good) / round-trip PESQ (high is good) / F0 error in cents\n")
    print("| stretcher | " + " | ".join(map(str, paces)) + " |")
    print("| --- " * (len(paces) + 1) + "|")
    for name in names:
        cells = [f"{mean(name, p, 'mcd'):.2f} / {mean(name, p, 'pesq'):.2f} / {mean(name, p, 'cents'):.0f}"
                 for p in paces]
        print(f"| {name} | " + " | ".join(cells) + " |")
    print("\nRound-trip STOI / correlation of spectral flux / timing jitter p95 in ms / length error max in ms\n")
    print("| stretcher | " + " | ".join(map(str, paces)) + " |")
    print("| --- " * (len(paces) + 1) + "|")
    for name in names:
        worst = lambda p: max(r["length"] for r in rows if (
            r["group"], r["stretcher"], r["pace"]) == (group, name, p))
        cells = [f"{mean(name, p, 'stoi'):.3f} / {mean(name, p, 'flux'):.2f} / "
                 f"{mean(name, p, 'jitter'):.1f} / {worst(p):.1f}" for p in paces]
        print(f"| {name} | " + " | ".join(cells) + " |")


def pairs(rows, group):
    """Clip by clip: how often ours is the better one."""
    print(f"\n{group}, clip by clip at 1.1, 1.25 and 1.5: ours is better in\n")
    print("| beside | MCD | PESQ | both |\n| --- | --- | --- | --- |")
    ours = {(r["clip"], r["pace"]): r for r in rows if r["stretcher"] == "polydub" and r["group"] == group}
    for name in list(dict.fromkeys(r["stretcher"] for r in rows))[1:]:
        theirs = [r for r in rows if r["stretcher"] == name and r["group"] == group and r["pace"] in (1.1, 1.25, 1.5)]
        wins = [(ours[r["clip"], r["pace"]]["mcd"] < r["mcd"], ours[r["clip"], r["pace"]]["pesq"] > r["pesq"])
                for r in theirs]
        counts = [sum(w[0] for w in wins), sum(w[1] for w in wins), sum(all(w) for w in wins)]
        print(f"| {name} | " + " | ".join(f"{c} of {len(wins)}" for c in counts) + " |")


def costs(sounds):
    """Milliseconds of CPU per second of sound, on a minute of it; programs include their start."""
    minute = np.concatenate(sounds)
    minute = np.resize(minute, 60 * RATE)
    print("\n### Cost\n\nms of CPU per second of sound at 48 kHz, best of 3\n")
    print("| stretcher | " + " | ".join(map(str, PACES)) + " |")
    print("| --- " * (len(PACES) + 1) + "|")
    for stretcher in stretchers.every():
        cells = []
        for pace in PACES:
            times = []
            for _ in range(3):
                stretcher(minute, pace, round(len(minute) / pace))
                times.append(stretcher.milliseconds)
            cells.append(f"{min(times) / 60:.2f}")
        print(f"| {stretcher.name} | " + " | ".join(cells) + " |")


def main():
    chosen = [c for c in clips() if all(word in c[1] for word in sys.argv[1:])]
    with ProcessPoolExecutor(3) as pool:
        rows = [row for part in pool.map(measured, chosen) for row in part]
    print("## Stretching")
    for group in dict.fromkeys(c[0] for c in chosen):
        table(rows, group)
        pairs(rows, group)
    costs([c[2] for c in chosen])


main()
