#!/usr/bin/env python3
"""The demo with every loudness preset, in AAC and in Opus, judged by ffmpeg's EBU R 128 meter.

    loudness.py POLYDUB [PRESET …]

Every dub must be within 0.3 LU of its target and under its ceiling after encoding; `netflix` within 2 LU while someone
speaks.
"""
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "out" / "loudness"
# LUFS (None: not a fixed number), dBTP, tolerance in LU
PRESETS = {
    "none": (None, -1.0, None),
    "match": ("original", -1.0, 0.3),
    "stream": (-16.0, -1.5, 0.3),
    "youtube": (-14.0, -1.0, 0.3),
    "ebu-r128": (-23.0, -1.0, 0.3),
    "netflix": (-27.0, -2.0, 2.0),
    "own": (-18.0, -3.0, 0.3),
}


OWN = "{ integrated: -18, true_peak: -3 }"


def measure(path, stream, gate=None):
    """Integrated loudness, range and true peak of one audio stream; of what a gate lets through."""
    chain = f"aselect='{gate}',asetpts=N/SR/TB," if gate else ""
    answer = subprocess.run(
        ["ffmpeg", "-nostats", "-i", path, "-map", f"0:a:{stream}", "-af",
         f"{chain}ebur128=peak=true", "-f", "null", "-"],
        capture_output=True, text=True, check=True).stderr
    summary = answer[answer.rindex("Summary:"):]

    def value(label):
        return float(re.search(rf"{label}:\s+(-?[\d.]+|-inf)", summary).group(1))

    return value("I"), value("LRA"), value("Peak")


def dub(polydub, preset, codec):
    """The demo with a preset; its path and the report."""
    name = f"{preset}-{codec}"
    text = (ROOT / "pipelines" / "demo.yaml").read_text()
    text = text.replace("../samples/", "../../samples/").replace("../out/harbour", name)
    loudness = OWN if preset == "own" else preset
    text = text.replace("mix: { mode: duck }", f"mix: {{ mode: duck, loudness: {loudness} }}")
    pipeline = OUT / f"{name}.yaml"
    pipeline.write_text(f"{text}\naudio: {{ codec: {codec} }}\n")
    answer = subprocess.run(
        [polydub, "run", pipeline, "--store", OUT / "store", "--json"],
        capture_output=True, text=True, check=False)
    if not answer.stdout:
        sys.exit(answer.stderr)
    return OUT / f"{name}.mkv", json.loads(answer.stdout)


def languages(report):
    return list(dict.fromkeys(line["language"] for line in report["lines"]))


def speech(report, language):
    """ffmpeg's expression for the moments someone speaks."""
    return "+".join(
        f"between(t,{line['start_ms'] / 1000:.3f},{line['end_ms'] / 1000:.3f})"
        for line in report["lines"] if line["language"] == language)


def main():
    polydub = pathlib.Path(sys.argv[1]).resolve()
    wanted = sys.argv[2:] or list(PRESETS)
    OUT.mkdir(parents=True, exist_ok=True)
    original = measure(ROOT / "samples" / "harbour.mp4", 0)[0]
    failures = []
    print(f"{'preset':9} {'codec':5} {'track':6} {'target':>7} {'LUFS':>7} {'ceiling':>7} "
          f"{'dBTP':>6} {'LRA':>5}")
    for preset in wanted:
        target, ceiling, tolerance = PRESETS[preset]
        target = original if target == "original" else target
        for codec in ["aac", "opus"]:
            path, report = dub(polydub, preset, codec)
            failures += [f"{preset} {codec}: {check['claim']}: {check['detail']}"
                         for check in report["checks"] if not check["passed"]]
            tracks = languages(report)
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                heard = list(pool.map(lambda i: measure(path, i + 1), range(len(tracks))))
                gated = list(pool.map(
                    lambda i: measure(path, i + 1, speech(report, tracks[i])),
                    range(len(tracks)))) if preset == "netflix" else heard
            for language, (whole, lra, peak), (level, _, _) in zip(tracks, heard, gated):
                misses = target is not None and abs(level - target) > tolerance + 0.05
                bad = misses or peak > ceiling
                shown = f"{target:7.1f}" if target is not None else "      –"
                print(f"{preset:9} {codec:5} {language:6} {shown} {level:7.1f} {ceiling:7.1f} "
                      f"{peak:6.1f} {lra:5.1f}{'  ✗' if bad else ''}")
                if bad:
                    failures.append(f"{preset} {codec} {language}: {level} LUFS, {peak} dBTP")
    print("\n".join(failures) or "every track is within its limits")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
