"""Films to plan: the corpus' subtitle sets spoken by espeak-ng, and random ones."""

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

RATE = 48000

# One entry a folder: what kind of film it is.
GROUPS = {
    "elephants-dream": "film", "tears-of-steel": "film", "hf-course": "lecture", "friday": "film",
    "ableplayer": "narration",
}
VOICES = {"zh": "cmn", "en": "en-us", "pt": "pt-br", "fr": "fr-fr"}
# espeak-ng's usual 175 words a minute; its default is unnaturally slow in Chinese (time-fit study, 6.3).
SPEED = {"zh": 260}
# espeak-ng cannot read Japanese script, and chapters and descriptions are not dialogue.
LEFT_OUT = re.compile(r"/ja\.|chapters|descriptions")


@dataclass
class Film:
    """One track: cues and speech in samples at 48 kHz, sorted by start."""

    name: str
    group: str
    starts: list
    ends: list
    natural: list
    speakers: list
    segments: list

    @property
    def picture_end(self):
        return max(self.ends) + 60 * RATE

    def line(self, preset="on-screen", overrides=None):
        pieces = [
            {"slot": {"start": a, "end": b}, "speaker": s, "natural": d, "segment": g}
            for a, b, d, s, g in zip(self.starts, self.ends, self.natural, self.speakers, self.segments)
        ]
        return json.dumps({
            "pieces": pieces, "pictureEnd": self.picture_end, "preset": preset,
            "overrides": overrides or {},
        })

    def cut(self, cuts):
        return replace(self, natural=[d - c for d, c in zip(self.natural, cuts)])


def cues(path, language):
    """Start, end (ms) and words of every cue; enough of SRT and WebVTT for the corpus."""
    stamp = r"(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})"
    found = []
    for block in re.split(r"\n\s*\n", path.read_text("utf-8-sig").replace("\r", "")):
        match = re.search(stamp + r"\s*-->\s*" + stamp + r"[^\n]*\n?(.*)", block, re.S)
        if not match:
            continue
        numbers = [int(g or 0) for g in match.groups()[:8]]
        a, b = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (numbers[:4], numbers[4:]))
        words = re.sub(r"<[^>]*>|\[[^\]]*\]|\([^)]*\)|[♪♫#]", " ", match.group(9))
        said = [re.sub(r"^\s*(-|>>)\s*", "", line) for line in words.split("\n")]
        if language.startswith("zh"):
            # Some of these files show the English text underneath.
            said = [line for line in said if re.search(r"[\u4e00-\u9fff]", line)]
        words = " ".join(said).strip()
        if re.search(r"\w", words) and b > a:
            found.append((a, b, words))
    return sorted(found)


def spoken(texts, language, cache, binary):
    """Samples of speech in each text, measured on takes of espeak-ng with the product's own trimming."""
    known = json.loads(cache.read_text()) if cache.exists() else {}
    short = language.split("-")[0]
    voice, speed = VOICES.get(short, short), SPEED.get(short, 175)
    key = lambda text: f"{voice}:{speed}:{text}"
    missing = [t for t in dict.fromkeys(texts) if key(t) not in known]
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i, text in enumerate(missing):
            paths.append(f"{folder}/{i}.wav")
            subprocess.run(
                ["espeak-ng", "-v", voice, "-s", str(speed), "-w", paths[-1], "--stdin"],
                input=text.encode(), check=True, capture_output=True)
        done = subprocess.run(
            [binary, "trim"], input="\n".join(paths), text=True, check=True, capture_output=True)
    known |= {key(t): int(n) for t, n in zip(missing, done.stdout.split())}
    if missing:
        cache.write_text(json.dumps(known, ensure_ascii=False))
    return [known[key(t)] for t in texts]


def corpus(folder, cache, binary):
    """Every track of the corpus, and how many cues are left out because their times are wrong."""
    films, broken = [], 0
    for path in sorted(Path(folder, "subtitles").glob("*/*.[sv][rt]t")):
        language = path.stem.split(".")[-1]
        if LEFT_OUT.search(str(path)) or not (found := cues(path, language)):
            continue
        natural = spoken([c[2] for c in found], language, cache, binary)
        rows = []
        for i, ((a, b, _), d) in enumerate(zip(found, natural)):
            until = found[i + 1][0] if i + 1 < len(found) else b + 10_000
            # More than 2.2 times as fast even up to the next cue: misaligned, not long (time-fit study, 6.3).
            if d > 2.2 * 48 * max(until - a, 1):
                broken += 1
            elif d > 0:
                rows.append((a * 48, b * 48, d))
        group = next(kind for start, kind in GROUPS.items() if path.parent.name.startswith(start))
        films.append(Film(
            f"{path.parent.name}/{path.name}", group, *map(list, zip(*rows)), ["A"] * len(rows),
            list(range(len(rows)))))
    return films, broken


def random_film(rng, speakers=1, grouped=False, load=(0.5, 1.4), most=60):
    """Dialogue with slots of 0.6 to 6 s; cues of different speakers may overlap."""
    count = int(rng.integers(1, most))
    slots = rng.uniform(0.6, 6, count)
    gaps = rng.exponential(0.4, count) * (rng.random(count) > 0.3)
    if speakers > 1:
        gaps -= slots * rng.uniform(0, 0.6, count) * (rng.random(count) < 0.25)
    starts = np.cumsum(np.r_[1, (slots + gaps)[:-1]])
    natural = slots * rng.uniform(*load, count)
    who = [str(x) for x in rng.integers(0, speakers, count)]
    segments = np.cumsum(rng.random(count) > (0.4 if grouped else 0)).tolist()
    samples = lambda x: [int(v) for v in np.round(np.asarray(x) * 1000) * 48]
    order = np.argsort(starts, kind="stable")
    return Film(
        "random", "random", samples(starts[order]), samples((starts + slots)[order]),
        samples(natural[order]), [who[i] for i in order], [segments[i] for i in order])
