#!/usr/bin/env python3
"""Draws a finished dub: a row per language, its lines coloured by verdict over the sound that is in the file.

    polydub run pipelines/demo.yaml --json | docs/timeline.py docs/timeline

writes docs/timeline-light.svg and docs/timeline-dark.svg. Needs ffmpeg and ffprobe.
"""

import array
import json
import math
import subprocess
import sys
from xml.sax.saxutils import escape

LABELS, PLOT, MARGIN = 188, 960, 28  # columns, in pixels
TOP, ROW, FOOT = 122, 46, 58  # header, one track, footer
BAR = 3  # one bar of a waveform and the gap after it
RATE = 8000

SCHEMES = {
    "light": dict(
        paper="#ffffff", edge="#d9dee5", ink="#1c2733", quiet="#66737f", grid="#e6eaef", bed="#bcc6d0",
        wash=0.15, natural="#0b8f83", stretched="#c97a00", early="#2f6bd8", late="#8446c9", overruns="#d12f3f"),
    "dark": dict(
        paper="#0f1720", edge="#263442", ink="#e8eef4", quiet="#93a2b1", grid="#1d2935", bed="#435465",
        wash=0.20, natural="#2fc4b2", stretched="#f2b33d", early="#6ba4ff", late="#bd8cff", overruns="#ff6b74"),
}
VERDICTS = ["natural", "stretched", "early", "late", "overruns"]


def probe(path):
    """Duration, chapters and audio streams of a file."""
    shown = ["-show_streams", "-show_chapters", "-show_format"]
    found = subprocess.run(
        ["ffprobe", "-v", "error", "-of", "json", *shown, path], check=True, capture_output=True)
    found = json.loads(found.stdout)
    sounds = [s for s in found["streams"] if s["codec_type"] == "audio"]
    return float(found["format"]["duration"]), found["chapters"], sounds


def levels(path, track, seconds):
    """Loudness of one audio track, 0 to 1, a value for each bar: RMS on a scale of 48 dB."""
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-map", f"0:a:{track}", "-ac", "1", "-ar", str(RATE),
         "-f", "s16le", "-"], check=True, capture_output=True).stdout
    samples = array.array("h", raw[: len(raw) // 2 * 2])
    bars, values = PLOT // BAR, []
    for bar in range(bars):
        start, end = (int((bar + i) * seconds * RATE / bars) for i in (0, 1))
        part = samples[start:end] or [0]
        power = sum(s * s for s in part) / len(part) / 32768**2
        values.append(max(0.0, 1 + 10 * math.log10(max(power, 1e-9)) / 48 + 0.12))
    return [min(1.0, value) for value in values]


def bars(values, middle, colour_of):
    """A waveform as one path per colour."""
    paths = {}
    for bar, value in enumerate(values):
        x, half = LABELS + bar * BAR + 1, max(0.6, min(0.42, value**2.8 * 0.66) * ROW)
        step = f"M{x} {middle - half:.1f}v{2 * half:.1f}"
        paths.setdefault(colour_of(bar), []).append(step)
    return "".join(
        f'<path d="{"".join(steps)}" stroke="{colour}" stroke-width="2" stroke-linecap="round"/>'
        for colour, steps in paths.items())


def text(x, y, words, fill, size=14, **more):
    extra = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in more.items())
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" font-size="{size}"{extra}>{escape(words)}</text>'


def clock(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def header(report, names, scheme):
    """What it is, and what the colours mean."""
    counts = {v: sum(line["verdict"] == v for line in report["lines"]) for v in VERDICTS}
    title = f"One film, {len(names)} dubs, {len(report['lines'])} lines"
    passed = sum(check["passed"] for check in report["checks"])
    under = f"Every track as it is in the finished file; {passed} of {len(report['checks'])} checks passed"
    parts = [
        text(MARGIN, 42, title, scheme["ink"], 22, font_weight=600),
        text(MARGIN, 64, under, scheme["quiet"], 14)]
    x = LABELS + PLOT
    for verdict in reversed([v for v in VERDICTS if counts[v]]):
        words = f"{verdict} {counts[verdict]}"
        parts.append(text(x, 42, words, scheme["ink"], 14, text_anchor="end"))
        x -= 7.4 * len(words) + 18
        parts.append(f'<rect x="{x:.1f}" y="31" width="13" height="13" rx="4" fill="{scheme[verdict]}"/>')
        x -= 20
    return parts


def axis(seconds, chapters, bottom, scheme):
    """Chapters above the tracks, seconds below."""
    scale, parts = PLOT / seconds, []
    step = next(s for s in (10, 30, 60, 300, 600, 1800, 3600) if seconds / s <= 14)
    for second in range(0, int(seconds) + 1, step):
        x = LABELS + second * scale
        parts.append(f'<path d="M{x:.1f} {TOP - 10}V{bottom}" stroke="{scheme["grid"]}"/>')
        parts.append(
            text(x, bottom + 22, clock(second), scheme["quiet"], 12, text_anchor="middle"))
    for chapter in chapters:
        start, end = (LABELS + float(chapter[k]) * scale for k in ("start_time", "end_time"))
        name = chapter.get("tags", {}).get("title", "")
        line = f"M{start + 2:.1f} {TOP - 14}H{min(end, LABELS + PLOT) - 2:.1f}"
        parts.append(f'<path d="{line}" stroke="{scheme["bed"]}" stroke-width="2"/>')
        parts.append(text(start + 3, TOP - 22, name, scheme["quiet"], 13))
    return parts


def track(name, values, lines, top, scale, scheme):
    """One row: its name, its lines, its sound."""
    middle = top + ROW / 2
    colour = scheme["ink"] if lines else scheme["quiet"]
    parts = [text(MARGIN, middle + 5, name, colour, 15)]
    spans = []
    for line, piece in ((line, piece) for line in lines for piece in line["pieces"]):
        start, end = (LABELS + piece[k] / 1000 * scale for k in ("start_ms", "end_ms"))
        start, end = start - 0.5, end - 1
        fill = scheme[piece["verdict"]]
        spans.append((start, end, fill))
        told = f"{name} {line['cue']}: {piece['verdict']}, {line['rate']:.2f}×, {piece['onset_ms']:+.0f} ms"
        parts.append(
            f'<rect x="{start:.1f}" y="{top + 4}" width="{end - start:.1f}" height="{ROW - 8}" rx="6"'
            f' fill="{fill}" fill-opacity="{scheme["wash"]}"><title>{escape(told)}</title></rect>')

    def colour_of(bar):
        x = LABELS + bar * BAR + 1
        return next((fill for start, end, fill in spans if start <= x <= end), scheme["bed"])

    return parts + [bars(values, middle, colour_of)]


def draw(report, seconds, chapters, rows, scheme):
    """The whole picture. Rows are name, levels and lines; the original has no lines."""
    width, bottom = LABELS + PLOT + MARGIN, TOP + ROW * len(rows)
    height = bottom + FOOT - 18
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="system-ui, -apple-system, \'Segoe UI\', \'Noto Sans\', Helvetica, Arial, sans-serif">',
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="14" fill="{scheme["paper"]}"'
        f' stroke="{scheme["edge"]}"/>']
    parts += header(report, rows[1:], scheme) + axis(seconds, chapters, bottom, scheme)
    for index, (name, values, lines) in enumerate(rows):
        parts += track(name, values, lines, TOP + index * ROW, PLOT / seconds, scheme)
    return "\n".join(parts + ["</svg>", ""])


def main(stem):
    report = json.load(sys.stdin)
    path = report["outputs"][0]["path"]
    seconds, chapters, sounds = probe(path)
    languages = list(dict.fromkeys(line["language"] for line in report["lines"]))
    first = len(sounds) - len(languages)
    rows = [("Original", levels(path, 0, seconds), [])]
    for index, language in enumerate(languages):
        title = sounds[first + index].get("tags", {}).get("title", language)
        lines = [line for line in report["lines"] if line["language"] == language]
        rows.append((title.removesuffix(" (AI dub)"), levels(path, first + index, seconds), lines))
    for name, scheme in SCHEMES.items():
        with open(f"{stem}-{name}.svg", "w", encoding="utf-8") as file:
            file.write(draw(report, seconds, chapters, rows, scheme))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "docs/timeline")
