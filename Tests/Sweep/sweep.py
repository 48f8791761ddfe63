#!/usr/bin/env python3
"""Dubs every video of a corpus and films made to be difficult, reads every subtitle file, and judges the results.

    POLYDUB_CORPUS=<folder with video/, subtitles/, nasty-subtitles/> sweep.py .build/release/polydub [word ...]

Words narrow it to sources whose name contains one. Exit 1 when anything is neither right nor refused properly.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import films
import judge

COMMAND = os.path.abspath(sys.argv[1])
WORDS = sys.argv[2:]
CORPUS = os.environ.get("POLYDUB_CORPUS")
TEXT = ["Good morning, my friends.", "We sail to the harbour."]
CRASH = re.compile(r"Fatal error|Stack dump|Crash|Segmentation|Traceback|Backtrace", re.I)


def polydub(folder, *arguments, limit=60):
    """Exit status (None: it hung), stdout, stderr, seconds."""
    begun = time.monotonic()
    surroundings = dict(os.environ, POLYDUB_STORE=str(folder / "store"))
    try:
        done = subprocess.run([COMMAND, *arguments], capture_output=True, timeout=limit,
                              env=surroundings, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return None, b"", "", limit
    took = time.monotonic() - begun
    return done.returncode, done.stdout, done.stderr.decode(errors="replace"), took


def refused(status, errors):
    """What is wrong with a refusal: nothing, when it is one sentence and exit 2."""
    told = [line for line in errors.splitlines() if "error:" in line]
    wrong = [] if status == 2 else ["hung" if status is None else f"exit {status}"]
    if CRASH.search(errors):
        wrong.append("stack trace")
    if len(told) != 1 or not told[0].rstrip().endswith((".", ")", "?")):
        wrong.append(f"not one sentence: {errors.strip()[-300:]!r}")
    return wrong


def clock(seconds):
    return time.strftime("%H:%M:%S", time.gmtime(seconds)) + f",{int(seconds * 1000) % 1000:03}"


def length(path):
    """Seconds two cues have room in."""
    found = judge.probe(path)
    told = float(found.get("format", {}).get("duration", 0) or 0)
    for stream in found.get("streams", []):
        if stream["codec_type"] == "video" and not stream["disposition"]["attached_pic"]:
            told = min(told, float(stream.get("duration", told) or told)) or told
    return told


def dub(source, container, mode, folder):
    """Runs one dub; returns its outcome in a word, and what is wrong with it."""
    folder.mkdir(parents=True)
    whole = min(length(source), 8.0) or 1.0
    starts = [whole / 8, whole / 2]
    ends = [whole / 8 * 3.5, whole / 8 * 7]
    script = folder / "lines.srt"
    script.write_text("".join(
        f"{n + 1}\n{clock(starts[n])} --> {clock(ends[n])}\n{TEXT[n]}\n\n" for n in range(2)))
    name = source.stem if source.parent.name == "names" else "out"
    output = folder / "made" / f"{name}.{container}"
    pipeline = folder / "dub.yaml"
    pipeline.write_text(json.dumps({
        "video": str(source), "output": str(output), "mix": {"mode": mode},
        "languages": {"en-GB": {"subtitles": str(script), "voice": "espeak/en-gb"}}},
        ensure_ascii=False))
    status, told, errors, _ = polydub(folder, "run", str(pipeline), "--json")
    made = [p for p in output.parent.glob("*") if p.suffix != ".json"] if output.parent.exists() \
        else []
    if status not in (0, 1, 3) or not told:
        wrong = refused(status, errors)
        if made:
            wrong.append(f"left {[p.name for p in made]}")
        return f"refused: {errors.strip().splitlines()[-1] if errors.strip() else ''}", wrong
    report = json.loads(told)
    wrong = [] if status == 0 else [f"exit {status}"]
    wrong += [f"check failed: {c['claim']}: {c['detail']}" for c in report["checks"]
              if not c["passed"]]
    if made != [output]:
        return "no file", wrong + [f"files: {[p.name for p in made]}"]
    # In a very short film lines may have to start early.
    wrong += judged(source, output, container, mode, starts[0] if whole > 4 else None)
    return "; ".join(report["notices"]) or "dubbed", wrong


def judged(source, output, container, mode, start):
    """What independent programs find wrong with a finished file."""
    before, after = judge.probe(source)["streams"], judge.probe(output)["streams"]
    wrong = []
    kept = [s for s in before if s["codec_type"] in ("video", "audio", "subtitle")
            and not s["disposition"]["attached_pic"]
            and (s["codec_type"] != "subtitle" or container == "mkv")]
    kept = [s for s in kept if judge.span(source, s["index"])]
    # WebM has no flag for dubs; the only one is the last sound.
    cast = [s for s in after if s["disposition"]["dub"]] if container != "webm" else [
        s for s in after if s["codec_type"] == "audio"][-1:]
    mine = {s["index"] for s in cast}
    for kind in ("video", "audio"):
        old = [s["index"] for s in kept if s["codec_type"] == kind]
        new = [s["index"] for s in after if s["codec_type"] == kind and s["index"] not in mine
               and not s["disposition"]["attached_pic"]]
        if len(old) != len(new):
            wrong.append(f"{kind}: {len(old)} streams became {len(new)}")
        for a, b in zip(old, new):
            same = judge.copied(source, a) == judge.copied(output, b)
            # Start codes and ADTS headers become lengths: what is inside is compared.
            if not same and not judge.alike(source, a, output, b, kind):
                wrong.append(f"stream {a}: packets differ")
    origin = 0.0
    picture = [s for s in kept if s["codec_type"] == "video"]
    shown = [s for s in after if s["codec_type"] == "video"
             and not s["disposition"]["attached_pic"]]
    lasts, slack = None, 0
    if picture and shown:
        old = judge.span(source, picture[0]["index"])
        origin, lasts = judge.span(output, shown[0]["index"])
        # Matroska does not say how long the last picture of a variable frame rate lasts.
        slack = 0.15 if varies(picture[0]) else 0.0025
        if abs(old[1] - lasts) > slack:
            wrong.append(f"picture lasts {lasts:.4f}, was {old[1]:.4f}")
        wrong += in_sync(source, output, before, after, mine)
    if len(cast) != 1:
        return wrong + [f"{len(cast)} dubs"]
    heard, complaint = judge.sound(output, cast[0]["index"])
    if complaint:
        wrong.append(f"dub does not decode cleanly: {complaint[:200]}")
    if lasts and abs(len(heard) / 48_000 - origin - lasts) > (slack if slack > 0.034 else 0.034):
        wrong.append(f"dub lasts {len(heard) / 48_000 - origin:.4f}, the picture {lasts:.4f}")
    begun = judge.onset(heard)
    if mode == "replace" and start is not None and (
            begun is None or abs(begun - origin - start) > 0.045):
        wrong.append(f"speech at {begun} - {origin}, wanted {start}")
    if mode == "duck" and source.stem.startswith("beep") and len(heard):
        white = judge.flash(output, shown[0]["index"])
        beep = judge.onset(heard, after=origin + films.BEEP - 0.6, level=0.1)
        if white is None or beep is None or abs(beep - white - films.lag(source)) > 0.021:
            wrong.append(f"dub: flash at {white}, beep at {beep}")
    if container == "mkv":
        wrong += [f"mkvmerge: {told}" for told in judge.identified(output)]
    return wrong


def varies(stream):
    """Whether its frame rate does: then readers guess how long the last picture lasts."""
    return stream.get("avg_frame_rate") != stream.get("r_frame_rate")


def in_sync(source, output, before, after, mine):
    """Kept sounds are where they were against the picture."""
    def lags(path, streams):
        moving = [s for s in streams if not s["disposition"]["attached_pic"]]
        first = next(s["index"] for s in moving if s["codec_type"] == "video")
        start = judge.span(path, first)[0]
        spans = [judge.span(path, s["index"]) for s in streams if s["codec_type"] == "audio"
                 and not (path == output and s["index"] in mine)]
        return [span[0] - start for span in spans if span]
    pairs = zip(lags(source, before), lags(output, after))
    # MP4's first audio packet may be priming that Matroska's does not announce, and the reverse.
    return [f"sound {n} is {new - old:+.3f} s off" for n, (old, new) in enumerate(pairs)
            if abs(new - old) > 0.05]


def language(path):
    found = re.search(r"(?:^|[._-])([a-z]{2}(?:-[A-Z]{2})?)$", path.stem)
    return found.group(1) if found else "en"


def spoken(path, folder):
    """Reads a subtitle file, and speaks a short one."""
    folder.mkdir(parents=True)
    tag = language(path)
    if path.stat().st_size > 6_000:
        status, _, errors, took = polydub(
            folder, "init", str(films.still(folder)), str(path), "-o", str(folder / "made.yaml"))
    else:
        status, _, errors, took = polydub(
            folder, "speak", str(path), "--language", tag, "-o", str(folder / "x.wav"), limit=120)
    if status == 0:
        return f"read in {took:.1f} s", []
    wrong = refused(status, errors)
    if (folder / "x.wav").exists():
        wrong.append("left x.wav")
    return f"refused: {errors.strip().splitlines()[-1] if errors.strip() else ''}", wrong


def main():
    if not CORPUS:
        print("POLYDUB_CORPUS is not set: only the films made here are swept.", file=sys.stderr)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        work = []
        sources = films.make(scratch / "films")
        texts = []
        if CORPUS:
            sources += sorted(p for p in pathlib.Path(CORPUS, "video").rglob("*")
                              if p.is_file() and p.suffix not in (".srt", ".vtt"))
            for shelf in ("subtitles", "nasty-subtitles"):
                texts += sorted(p for p in pathlib.Path(CORPUS, shelf).rglob("*") if p.is_file())
        wanted = [p for p in sources if not WORDS or any(w in str(p) for w in WORDS)]
        read = [p for p in texts if not WORDS or any(w in str(p) for w in WORDS)]
        for source in wanted:
            for container, mode in (("mkv", "replace"), ("mkv", "duck"), ("mp4", "replace"),
                                    ("webm", "replace")):
                work.append((f"{source.name!r} {container} {mode}", dub,
                             (source, container, mode)))
        for text in read:
            work.append((str(text.relative_to(CORPUS)), spoken, (text,)))
        return sweep(work, scratch)


def sweep(work, scratch):
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        def one(number):
            name, body, arguments = work[number]
            try:
                return body(*arguments, scratch / str(number))
            except Exception as error:  # a judge that fails is a finding
                return "judge failed", [repr(error)]
        for number, (outcome, wrong) in enumerate(pool.map(one, range(len(work)))):
            bad += bool(wrong)
            print("WRONG" if wrong else "ok", work[number][0], "|", outcome[:300], flush=True)
            for line in wrong:
                print("      ", line, flush=True)
    print(f"{len(work)} swept, {bad} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
