#!/usr/bin/env python3
"""Kills a dub at random moments and runs it on. Usage: Tests/Kill/kill.py POLYDUB PIPELINE [SEED]

Claims: no finished line is spoken twice; the file is byte for byte that of a run nobody disturbed; one and eight
jobs give the same bytes; Ctrl-C exits with 130 and says what is kept; nothing half-written is left.
"""
import hashlib, json, os, random, re, signal, subprocess, sys, tempfile, time
from pathlib import Path

KILLS = 20


def pipeline(source, folder):
    """The same pipeline with its output in a folder of ours, its other paths absolute."""
    base = Path(source).resolve().parent
    text = re.sub(r"\.\./samples/", f"{base.parent}/samples/", Path(source).read_text())
    path = folder / "dub.yaml"
    path.write_text(re.sub(r"(?m)^output:.*$", f"output: {folder}/out/dub.mkv", text))
    return path


def start(polydub, folder, jobs=4, store="store"):
    command = [polydub, "run", str(folder / "dub.yaml"), "--json", "--jobs", str(jobs), "--store", str(folder / store)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(polydub, folder, **options):
    process = start(polydub, folder, **options)
    out, errors = process.communicate()
    if process.returncode != 0:
        sys.exit(f"a run failed with {process.returncode}: {errors}")
    return json.loads(out)


def digest(folder):
    return hashlib.sha256((folder / "out/dub.mkv").read_bytes()).hexdigest()


def spoken(folder, store="store"):
    return {p: p.stat().st_mtime_ns for p in (folder / store / "results/speak").rglob("*.json")}


def litter(folder, store="store"):
    """Files that are no output: half-written ones beside it and in the store."""
    beside = [p for p in (folder / "out").iterdir() if p.name.startswith(".")]
    return beside + list((folder / store / "tmp").iterdir())


def claim(sentence, holds):
    print(("holds: " if holds else "FAILS: ") + sentence, flush=True)
    if not holds:
        claim.failed = True


claim.failed = False


def fresh(source, root, name):
    folder = root / name
    folder.mkdir()
    pipeline(source, folder)
    return folder


def killed(polydub, folder, length, total, wanted):
    """Kills a run at random moments, then lets it end."""
    done, repeated, kills, speaking = {}, 0, 0, 0
    while kills < KILLS:
        process = start(polydub, folder)
        # Resumed runs are short, so the moments are drawn from what a run still takes.
        time.sleep(random.uniform(0.02, length / 8))
        early = process.poll() is not None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        # A moment after the end kills nothing: what was delivered is taken away, to have something to do again.
        if early:
            for output in (folder / "out").glob("dub.*"):
                output.unlink()
            continue
        kills += 1
        now = spoken(folder)
        # A line spoken again would be published again: its result would be a newer file.
        repeated += sum(now.get(p) != t for p, t in done.items())
        speaking += len(now) < total
        done = now
    report = finish(polydub, folder)
    now = spoken(folder)
    repeated += sum(now.get(p) != t for p, t in done.items())
    claim(f"no finished line is spoken twice ({speaking} kills came while lines were spoken; {len(done)} of {total} lines were spoken when the last of {KILLS} kills "
          f"came, {report['calls']} calls after it)", repeated == 0 and report["calls"] == total - len(done))
    claim("the file is that of an undisturbed run", digest(folder) == wanted)
    claim("nothing half-written is left", not litter(folder))


def interrupted(polydub, folder, length, wanted):
    process = start(polydub, folder)
    time.sleep(length / 3)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    last = errors.strip().splitlines()[-2:]
    claim(f"Ctrl-C exits with 130 ({process.returncode}) and says what is kept ({' / '.join(last)})",
          process.returncode == 130 and "kept" in errors)
    claim("it leaves nothing half-written", not litter(folder))
    finish(polydub, folder)
    claim("the run goes on to the same file", digest(folder) == wanted)


def main():
    polydub, source = os.path.realpath(sys.argv[1]), sys.argv[2]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(10_000)
    random.seed(seed)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        calm = fresh(source, root, "calm")
        began = time.monotonic()
        report = finish(polydub, calm, jobs=8)
        length, wanted, total = time.monotonic() - began, digest(calm), len(spoken(calm))
        print(f"seed {seed}; undisturbed: {length:.1f} s, {report['calls']} calls, {total} lines", flush=True)
        finish(polydub, calm, jobs=1, store="alone")
        claim("one and eight jobs give the same bytes", digest(calm) == wanted)
        killed(polydub, fresh(source, root, "killed"), length, total, wanted)
        interrupted(polydub, fresh(source, root, "interrupted"), length, wanted)
    sys.exit(1 if claim.failed else 0)


main()
