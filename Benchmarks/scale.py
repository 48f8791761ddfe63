#!/usr/bin/env python3
"""Dubs long films and measures memory and time. Usage: Benchmarks/scale.py POLYDUB [FOLDER [TEXTS]]

A film of 30 minutes with 500 cues and one of two hours with 2,000, three languages each; then each again,
unchanged. Fails when the two-hour run takes more memory than LIMIT, or clearly more than the short one.
Works in FOLDER, by default a new one that is removed afterwards. TEXTS is how many different lines a language has, by
default as many as cues: fewer are spoken faster, and every cue is still fitted, placed, mixed and checked.
"""
import json, os, re, subprocess, sys, tempfile, time
from pathlib import Path

LIMIT = 200  # MiB
GROWTH = 1.25
LANGUAGES = ("es", "fr", "de")
WORDS = {
    "es": "el barco sale del puerto cuando llega la mañana y nadie mira atrás".split(),
    "fr": "le bateau quitte le port quand vient le matin et personne ne regarde".split(),
    "de": "das Boot verlässt den Hafen am Morgen und niemand schaut zurück dabei".split(),
}


def carrier(path, seconds):
    """A minute, encoded once and repeated."""
    minute = path.with_name("minute.mp4")
    ffmpeg = ["ffmpeg", "-v", "error", "-y"]
    subprocess.run(
        ffmpeg + ["-f", "lavfi", "-i", "testsrc2=s=64x36:r=2", "-f", "lavfi", "-i", "sine=440:r=48000", "-t", "60",
                  "-c:v", "libx264", "-preset", "ultrafast", "-g", "20", "-ac", "2", "-c:a", "aac", str(minute)],
        check=True)
    subprocess.run(
        ffmpeg + ["-stream_loop", str(seconds // 60 - 1), "-i", str(minute), "-t", str(seconds), "-c", "copy", str(path)],
        check=True)


def stamp(seconds):
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02},{int(seconds * 1000) % 1000:03}"


def subtitles(path, language, count, seconds, texts):
    """Evenly spread cues, `texts` different ones by turns."""
    words, step, text = WORDS[language], seconds / count, []
    for i in range(count):
        parts = [words[(i % texts // len(words) ** k) % len(words)] for k in range(4)]
        text.append(f"{i + 1}\n{stamp(i * step)} --> {stamp(i * step + step * 0.9)}\n{' '.join(parts).capitalize()}.\n")
    path.write_text("\n".join(text))


def prepare(folder, minutes, count, texts):
    folder.mkdir(parents=True, exist_ok=True)
    carrier(folder / "film.mp4", minutes * 60)
    text = "video: film.mp4\noutput: dub.mkv\nsource_language: en\nlanguages:\n"
    for language in LANGUAGES:
        subtitles(folder / f"{language}.srt", language, count, minutes * 60, texts)
        text += f"  {language}: {{ subtitles: {language}.srt, voice: espeak/{language} }}\n"
    (folder / "film.yaml").write_text(text)


def run(polydub, folder):
    """Wall seconds, CPU seconds of polydub and its voices, peak MiB of the largest of these, and when stages ended."""
    ends, began = {}, time.monotonic()
    command = ["/usr/bin/time", "-f", "peak %M cpu %U %S", polydub, "run", str(folder / "film.yaml"), "--json",
               "--store", str(folder / "store")]
    with open(folder / "run.json", "w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, text=True)
        log = []
        for row in process.stderr:
            log.append(row)
            if found := re.match(r"\S+: ([\w-]+)( \d+ of|$)", row.strip()):
                ends[found[1]] = time.monotonic() - began
    if process.wait() != 0:
        sys.exit("".join(log))
    peak, user, system = re.search(r"peak (\d+) cpu (\S+) (\S+)", log[-1]).groups()
    report = json.loads((folder / "run.json").read_text())
    return {"wall": time.monotonic() - began, "cpu": float(user) + float(system), "peak": int(peak) / 1024,
            "made": report["made"], "calls": report["calls"], "verdict": report["verdict"], "ends": ends}


def show(title, r):
    print(f"{title}: {r['wall']:.1f} s wall, {r['cpu']:.1f} s CPU, peak {r['peak']:.0f} MiB, made {r['made']}, "
          f"calls {r['calls']}, {r['verdict']}", flush=True)
    print("   last end of a stage: " + ", ".join(f"{k} {v:.1f} s" for k, v in r["ends"].items()), flush=True)


def main():
    polydub = os.path.realpath(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else scratch)
        texts = int(sys.argv[3]) if len(sys.argv) > 3 else sys.maxsize
        peaks = []
        for minutes, count in ((30, 500), (120, 2000)):
            film = folder / f"{minutes}"
            if not (film / "film.yaml").exists():
                prepare(film, minutes, count, texts)
            first = run(polydub, film)
            show(f"{minutes} min, {count} cues", first)
            show("   unchanged", run(polydub, film))
            peaks.append(first["peak"])
    short, long = peaks
    if long > LIMIT or long > short * GROWTH:
        sys.exit(f"memory: {short:.0f} MiB for 30 minutes, {long:.0f} MiB for two hours; the limit is {LIMIT} MiB")


main()
