#!/usr/bin/env python3
"""An ear without a model: ffmpeg's silence detector on every dub of a run whose mix has no bed.

usage: quiet.py RUN.json        (of `polydub run --json` with `mix: { mode: replace }`)

Fails when sound is heard more than TOLERANCE outside every planned line, or a planned line starts or ends more than
TOLERANCE from where sound does, or is silent.
"""
import json, re, subprocess, sys

TOLERANCE = 0.150


def heard(path, stream, start):
    """Intervals of sound in seconds, in a track whose first packet is at `start`: louder than -50 dB, gaps under 300 ms closed."""
    run = subprocess.run(
        ["ffmpeg", "-nostats", "-i", path, "-map", f"0:{stream}", "-af", "aformat=channel_layouts=mono,silencedetect=n=-50dB:d=0.3",
         "-f", "null", "-"], check=True, capture_output=True, text=True).stderr
    length = float(json.loads(subprocess.run(
        ["ffprobe", "-v", "error", "-show_format", "-of", "json", path], check=True, capture_output=True).stdout)
        ["format"]["duration"])
    # A silence that lasts to the end has a start only.
    starts = [float(t) for t in re.findall(r"silence_start: (\S+)", run)] + [length]
    ends = [start] + [float(t) for t in re.findall(r"silence_end: (\S+)", run)]
    return [(max(0.0, a), b) for a, b in zip(ends, starts) if b - a > 0.02]


def merge(lines):
    """Lines closer than twice the tolerance count as one."""
    merged = []
    for a, b in sorted(lines):
        if merged and a - merged[-1][1] <= 2 * TOLERANCE:
            merged[-1][1] = max(b, merged[-1][1])
        else:
            merged.append([a, b])
    return merged


def main():
    run = json.load(open(sys.argv[1]))
    path = next(o["path"] for o in run["outputs"] if "language" not in o)
    probe = json.loads(subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", "-of", "json", path], check=True, capture_output=True).stdout)
    dubs = [(s["index"], float(s["start_time"])) for s in probe["streams"] if s["codec_type"] == "audio" and s["disposition"].get("dub")]
    bad = 0
    for language, stream in zip(dict.fromkeys(l["language"] for l in run["lines"]), dubs, strict=True):
        lines = merge([(l["start_ms"] / 1000, l["end_ms"] / 1000) for l in run["lines"] if l["language"] == language])
        sounds = heard(path, *stream)
        stray = [x for x in sounds if not any(a - TOLERANCE <= x[0] and x[1] <= b + TOLERANCE for a, b in lines)]
        edges = []
        silent = []
        for a, b in lines:
            inside = [x for x in sounds if x[0] < b and x[1] > a]
            if not inside:
                silent.append(a)
                continue
            edges += [inside[0][0] - a, inside[-1][1] - b]
        off = [e for e in edges if abs(e) > TOLERANCE]
        bad += len(stray) + len(silent) + len(off)
        worst = max(map(abs, edges), default=0) * 1000
        print(f"{language}: {len(lines)} stretches planned, {len(sounds)} heard, worst edge {worst:.0f} ms, "
              f"silent {silent}, stray {stray}, off {[round(e * 1000) for e in off]}")
    sys.exit(1 if bad or not dubs else 0)


main()
