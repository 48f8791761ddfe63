"""An independent ear: silero-vad on every dub of a run.

usage: ear.py RUN.json SILERO.whl

Prints one line per dub and fails when a planned line has no speech in it, or when speech is heard more than
TOLERANCE outside every planned line.
"""
import json, subprocess, sys, zipfile

import numpy as np
import onnxruntime

RATE, WINDOW, CONTEXT = 16000, 512, 64
TOLERANCE = 0.150
ON, OFF = 0.5, 0.35
SHORTEST = 0.250  # silero's own default: what is shorter is no speech


def model(wheel):
    with zipfile.ZipFile(wheel) as z:
        name = next(n for n in z.namelist() if n.endswith("data/silero_vad.onnx"))
        return onnxruntime.InferenceSession(z.read(name), providers=["CPUExecutionProvider"])


def samples(path, stream):
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-map", f"0:{stream}", "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"],
        check=True, capture_output=True).stdout
    return np.frombuffer(raw, dtype=np.float32)


def speech(session, x):
    """Intervals of speech in seconds: on at ON, off below OFF for three windows (96 ms)."""
    state = np.zeros((2, 1, 128), dtype=np.float32)
    context = np.zeros((1, CONTEXT), dtype=np.float32)
    found, start, quiet = [], None, 0
    for i in range(0, len(x) - WINDOW + 1, WINDOW):
        chunk = np.concatenate([context, x[i:i + WINDOW][None, :]], axis=1)
        p, state = session.run(None, {"input": chunk, "state": state, "sr": np.array(RATE, dtype=np.int64)})
        context = chunk[:, -CONTEXT:]
        if p[0, 0] >= ON:
            start, quiet = (i if start is None else start), 0
        elif start is not None and p[0, 0] < OFF:
            quiet += 1
            if quiet == 3:
                found.append((start / RATE, (i - 2 * WINDOW) / RATE))
                start = None
    if start is not None:
        found.append((start / RATE, len(x) / RATE))
    return [(a, b) for a, b in found if b - a >= SHORTEST]


def main():
    run = json.load(open(sys.argv[1]))
    session = model(sys.argv[2])
    path = next(o["path"] for o in run["outputs"] if "language" not in o)
    probe = json.loads(subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", "-of", "json", path], check=True, capture_output=True).stdout)
    dubs = [s["index"] for s in probe["streams"] if s["codec_type"] == "audio" and s["disposition"].get("dub")]
    languages = list(dict.fromkeys(l["language"] for l in run["lines"]))
    bad = 0
    for language, stream in zip(languages, dubs, strict=True):
        own = [l for l in run["lines"] if l["language"] == language]
        lines = [(l["start_ms"] / 1000, l["end_ms"] / 1000) for l in own]
        # Under a dub that is shorter than its cue, the original may still be heard to the cue's end.
        cues = [(min(l["start_ms"], l["cue_start_ms"]) / 1000, max(l["end_ms"], l["cue_end_ms"]) / 1000) for l in own]
        heard = speech(session, samples(path, stream))
        silent = [a for a, b in lines if not any(s < b and e > a for s, e in heard)]
        stray = [(s, e) for s, e in heard if not any(a - TOLERANCE <= s and e <= b + TOLERANCE for a, b in merge(cues))]
        bad += len(silent) + len(stray)
        print(f"{language}: {len(lines)} lines, {len(heard)} stretches of speech, silent {silent}, stray {stray}")
    sys.exit(1 if bad else 0)


def merge(lines):
    """Lines closer than twice the tolerance count as one."""
    merged = []
    for a, b in sorted(lines):
        if merged and a - merged[-1][1] <= 2 * TOLERANCE:
            merged[-1][1] = max(b, merged[-1][1])
        else:
            merged.append([a, b])
    return merged


main()
