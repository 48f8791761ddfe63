#!/usr/bin/env python3
"""Everything that can go wrong around a dub, one after the other: nothing lost, nothing bought twice, no wrong sound, and a sentence for each.

usage: faults.py POLYDUB FAKE-DASHSCOPE [--quick] [--seed N] [FAULT…]

Every fault strikes the same film, one language spoken by espeak-ng and one by a paid service's double. What an undisturbed run
gives is what must come of every one of them. Prints a table in Markdown.
"""
import argparse, contextlib, random, shutil, signal, sqlite3, sys, time
from stage import *


# Calls an account makes at once: what may be lost at a kill.
CONCURRENCY = 4


class Campaign:
    def __init__(self, polydub, double, root, quick):
        self.program, self.double, self.root, self.quick = polydub, double, Path(root), quick
        self.number, self.rows = 0, []
        film, polydub, bought = self.stage("calm")
        code, out, errors = polydub.run(film)
        if code != 0:
            sys.exit(f"the undisturbed run failed: {errors}")
        bought.collect()
        self.wanted, self.least = film.digest(), bought.billed
        self.calm = film

    def provider(self):
        return (f'  qwen: {{ type: dashscope, base_url: "http://127.0.0.1:{self.double.port}/api/v1", '
                f'requests_per_second: 100, concurrency: {CONCURRENCY} }}\n')

    def stage(self, name, folder=None):
        """A fresh film, polydub with an account of its own, and what that account buys."""
        self.number += 1
        key = f"{KEY}-fault-{self.number}"
        lines = 8 if self.quick else 16
        film = Film(folder or self.root, f"{name}-{self.number}",
                    {"es": ("espeak/es", lines, 0, 0), "en": ("qwen/Cherry", lines, 1000, 8)}, self.provider())
        return film, Polydub(self.program, key), Bought(self.double, key)

    def done(self, fault, trials, problems, says):
        """One row: how many trials, and of them how many went wrong in which way."""
        row = [fault, trials, problems.get("lost", 0), problems.get("twice", 0), problems.get("wrong", 0), says]
        self.rows.append(row)
        bad = sum(row[2:5]) + problems.get("silent", 0)
        claim(bad == 0, f"{fault}: {trials} trials, {dict(problems) or 'all well'}; {says}")

    def judge(self, problems, film, polydub, bought, open_calls=0, again=0):
        """Runs on after a fault: the file is right, and no more was bought than was needed and in flight.

        open_calls: how many were in flight; None for those whose end the ledger has not seen.
        """
        code, out, errors = polydub.run(film)
        bought.collect()
        if open_calls is None:
            open_calls = opened(film.folder / "store")[0]
        if code != 0:
            problems["lost"] += 1
            print("    " + " ".join(sentences(errors)), flush=True)
        elif film.digest() != self.wanted:
            problems["wrong"] += 1
        if bought.repeated > open_calls + again:
            problems["twice"] += 1
            print(f"    {bought.repeated} calls made again, {open_calls} in flight", flush=True)
        return out + errors


def said(process, problems, codes, words=()):
    """How a run ended and what it said; a fault without a sentence is one too many."""
    out, errors = process.communicate()
    lines = [line for line in errors.splitlines() if line.startswith(("error:", "warning:"))]
    if process.returncode not in codes or "Fatal error" in errors or (process.returncode and not lines):
        problems["silent"] += 1
        print(f"    ended with {process.returncode}: {errors[-300:]}", flush=True)
    elif process.returncode and words and not any(word in errors for word in words):
        problems["silent"] += 1
        print(f"    said nothing of {words}: {errors[-300:]}", flush=True)
    return process.returncode, lines


def kill(campaign):
    """kill -9 at random moments of one run after another, from the first line to the mux."""
    total, problems, rounds = 20 if campaign.quick else 200, collections.Counter(), 0
    kills = again = 0
    while kills < total:
        film, polydub, bought = campaign.stage("kill")
        rounds += 1
        for _ in range(random.randint(2, 12)):
            process = polydub.start(film, "run", "film.yaml")
            time.sleep(random.uniform(0.03, 0.9))
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                kills += 1
            elif film.output.exists():
                film.output.unlink()
            process.communicate()
        time.sleep(0.3)
        campaign.judge(problems, film, polydub, bought, open_calls=None)
        again += bought.repeated
        shutil.rmtree(film.folder)
    campaign.done("kill -9", kills, problems, f"in {rounds} films; the next run goes on; {again} calls in flight were made again")


def terminate(campaign):
    """SIGTERM at random moments."""
    total, problems = 3 if campaign.quick else 20, collections.Counter()
    for _ in range(total):
        film, polydub, bought = campaign.stage("term")
        process = polydub.start(film, "run", "film.yaml")
        time.sleep(random.uniform(0.15, 0.8))
        process.send_signal(signal.SIGTERM)
        out, errors = process.communicate()
        # Before polydub has begun to listen, the system ends it as it does any program.
        early = process.returncode == -signal.SIGTERM and not errors
        if not early and (process.returncode not in (0, 130) or process.returncode and "kept" not in errors):
            problems["silent"] += 1
            print(f"    ended with {process.returncode}: {errors[-300:]}", flush=True)
        campaign.judge(problems, film, polydub, bought)
        shutil.rmtree(film.folder)
    campaign.done("SIGTERM", total, problems, "exit 130, “kept: the takes of 12 lines…”; what is in flight is let finish")


def disk(campaign):
    """A disk of twenty sizes, too small for most of a run."""
    total, problems = 4 if campaign.quick else 20, collections.Counter()
    trials = 0
    place = campaign.root / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True).returncode:
        return print("left out: a disk of a size needs the right to mount one", flush=True)
    subprocess.run(["umount", str(place)], check=True)
    size = sum(f.stat().st_size for f in campaign.calm.folder.rglob("*") if f.is_file()) // 1024
    full = 0
    for k in range(total):
        kilobytes = int(size * (0.35 + 0.7 * k / total))
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)], check=True)
        try:
            film, polydub, bought = campaign.stage("disk", place)
            inputs = {p: p.read_bytes() for p in film.folder.iterdir() if p.is_file()}
            process = polydub.start(film, "run", "film.yaml")
            code, lines = said(process, problems, {0, 1, 2}, ("space", "MB left", "cannot be written"))
            full += code != 0
            if any(p.read_bytes() != inputs[p] for p in inputs):
                problems["lost"] += 1
            subprocess.run(["mount", "-o", "remount,size=1g", str(place)], check=True)
            campaign.judge(problems, film, polydub, bought)
            trials += 1
        except (OSError, subprocess.CalledProcessError):
            continue  # Too small for the film itself.
        finally:
            subprocess.run(["umount", "-l", str(place)])
    campaign.done("disk full", trials, problems, f"{full} runs did not fit and say so (“there is no space left on its disk…”, “a take needs … MB…”); the next, with room, goes on")


def readonly(campaign):
    """A store that cannot be written, before and with takes in it."""
    problems = collections.Counter()
    place = campaign.root / "readonly"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", str(place)], capture_output=True).returncode:
        return print("left out: a store that cannot be written needs the right to mount one", flush=True)
    try:
        film, polydub, bought = campaign.stage("readonly")
        for _ in range(2):
            subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
            said(polydub.start(film, "run", "film.yaml", store=place / "store"), problems, {2}, ("cannot be written",))
            subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
            polydub.run(film, store=place / "store")
        bought.collect()
        problems["wrong"] += film.digest() != campaign.wanted
        problems["twice"] += bought.repeated > 0
    finally:
        subprocess.run(["umount", "-l", str(place)])
    campaign.done("read-only store", 2, +problems, "exit 2 before anything is bought: “it cannot be written…”")


def damage(campaign):
    """One bit flipped in one file of each kind the store has."""
    problems, kinds = collections.Counter(), {}
    film, polydub, bought = campaign.stage("damage")
    polydub.run(film)
    bought.collect()
    store = film.folder / "store"
    for path in sorted(store.rglob("*")):
        parts = path.relative_to(store).parts
        if path.is_file() and path.stat().st_size and parts[0] not in ("tmp", "leases", "uses"):
            kinds.setdefault((parts[0], parts[1] if parts[0] == "results" else path.suffix), []).append(path)
    paid = 0
    for kind, files in sorted(kinds.items()):
        for path in random.sample(files, min(len(files), 1 if campaign.quick else 3)):
            if not path.exists():
                continue
            data = bytearray(path.read_bytes())
            data[random.randrange(len(data))] ^= 1 << random.randrange(8)
            path.write_bytes(data)
            film.output.unlink(missing_ok=True)
            before = bought.repeated
            # A take lies in the store once, what is known of it twice: only a damaged sound is bought again, and named.
            told = campaign.judge(problems, film, polydub, bought, again=before + (kind[0] == "blobs"))
            if bought.repeated > before and "have to be spoken again" not in told:
                problems["silent"] += 1
                print(f"    a take was bought again, and not named: {path.name}", flush=True)
            paid += bought.repeated - before
    campaign.done("one bit flipped", sum(min(len(f), 1 if campaign.quick else 3) for f in kinds.values()), problems,
                  f"{len(kinds)} kinds of files; made again, {paid} damaged paid takes bought again and named")


def truncate(campaign):
    """The ledger cut at several lengths, overwritten, and gone."""
    problems, trials = collections.Counter(), 0
    film, polydub, bought = campaign.stage("ledger")
    polydub.run(film)
    path = film.folder / "store/ledger.sqlite"
    whole = path.read_bytes()
    states = [b"", whole[:1], whole[:100], whole[:4096], whole[: len(whole) // 2], whole[:-1], b"\0" * len(whole), random.randbytes(8192), None]
    for state in states:
        for side in film.folder.glob("store/ledger.sqlite*"):
            side.unlink()
        if state is not None:
            path.write_bytes(state)
        film.output.unlink(missing_ok=True)
        campaign.judge(problems, film, polydub, bought)
        trials += 1
    problems["twice"] += bought.repeated > 0
    campaign.done("ledger cut or gone", trials, +problems, "a warning at most; the dub and what is kept do not need it")


def bits(campaign):
    """One bit of the ledger flipped, and every command that reads it."""
    total, problems, told = 20 if campaign.quick else 300, collections.Counter(), collections.Counter()
    film, polydub, bought = campaign.stage("bits")
    for _ in range(2):
        polydub.run(film)
        film.output.unlink()
    path = film.folder / "store/ledger.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    filled = [place for place, byte in enumerate(whole) if byte]
    looks = [("history", "--json"), ("history", "1"), ("spending", "--json"), ("explain", "film.yaml"), ("consent", "list")]
    for _ in range(total):
        for side in film.folder.glob("store/ledger.sqlite*"):
            side.unlink()
        damaged = bytearray(whole)
        damaged[random.choice(filled)] ^= 1 << random.randrange(8)
        path.write_bytes(damaged)
        for look in looks:
            process = polydub.start(film, *look)
            _, errors = process.communicate()
            told[process.returncode] += 1
            if process.returncode not in (0, 1, 2) or (process.returncode and not sentences(errors)):
                problems["silent"] += 1
                print(f"    {look} ended with {process.returncode}: {errors[-300:]}", flush=True)
        film.output.unlink(missing_ok=True)
        campaign.judge(problems, film, polydub, bought)
    problems["twice"] += bought.repeated > 0
    campaign.done("one bit of the ledger flipped", total, +problems,
                  f"{told[0]} looks into it went well, {told[1] + told[2]} said what is wrong; the dub does not need it")


def clocks(campaign):
    """Clocks years ahead, years back, and jumping while a run goes on."""
    problems, trials = collections.Counter(), 0
    if not shutil.which("faketime"):
        return print("left out: clock jumps need faketime", flush=True)
    film, polydub, bought = campaign.stage("clock")
    jumps = ["+2y", "-2y", "+10y", "-30d"] if not campaign.quick else ["+2y", "-2y"]
    for jump in jumps:
        film.output.unlink(missing_ok=True)
        # The clock that only counts is nobody's to set: timers of the kernel go by it.
        polydub.wrapper, polydub.environment = ["faketime", "-f", jump], {"DONT_FAKE_MONOTONIC": "1"}
        campaign.judge(problems, film, polydub, bought)
        trials += 1
    polydub.wrapper = []
    for jump in jumps:
        other, dub, buys = campaign.stage("jump")
        clock = other.folder / "clock"
        clock.write_text("+0")
        process = dub.start(other, "run", "film.yaml", environment={
            "LD_PRELOAD": "/usr/$LIB/faketime/libfaketime.so.1", "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1"})
        time.sleep(0.3)
        clock.write_text(jump)
        said(process, problems, {0})
        campaign.judge(problems, other, dub, buys)
        trials += 1
    campaign.done("clock jumps", trials, problems, "nothing is made again, nothing is bought again")


def away(campaign):
    """The service is down for a while: before a run, and in the middle of one."""
    problems, trials = collections.Counter(), 0
    film, polydub, bought = campaign.stage("away")
    campaign.double.stop()
    process = polydub.start(film, "run", "film.yaml")
    said(process, problems, {1}, ("cannot be reached", "ended the connection"))
    campaign.double.start()
    campaign.double.control(polydub.key, [])
    campaign.judge(problems, film, polydub, bought)
    trials += 1
    for pause in [2] if campaign.quick else [1, 5, 60]:
        film, polydub, bought = campaign.stage("gone")
        campaign.double.control(polydub.key, [{"kind": "limit", "per_second": 8}])
        process = polydub.start(film, "run", "film.yaml")
        time.sleep(1.2)
        bought.collect([{"kind": "limit", "per_second": 8}])
        campaign.double.stop()
        time.sleep(pause)
        campaign.double.start()
        campaign.double.control(polydub.key, [])
        said(process, problems, {0, 1})
        campaign.judge(problems, film, polydub, bought, open_calls=CONCURRENCY)
        trials += 1
    campaign.done("service down", trials, problems, "four attempts a line, then exit 1: “… cannot be reached; check the network…”")


def cut(campaign):
    """The network is cut in the middle of answers, again and again."""
    problems, trials = collections.Counter(), 0
    for fault in ["cut", "silentClose", "endBeforeStop", "errorInStream"]:
        film, polydub, bought = campaign.stage("cut")
        extra = {"code": "InternalError"} if fault == "errorInStream" else {}
        campaign.double.control(polydub.key, [{"kind": fault, "times": 6, **extra}])
        said(polydub.start(film, "run", "film.yaml"), problems, {0, 1})
        # What was cut off was billed, and is asked again: at most four times a line.
        campaign.judge(problems, film, polydub, bought, again=6)
        trials += 6
    campaign.done("network cut mid-body", trials, problems, "thrown away and asked again; never a take")


def prunes(campaign):
    """Two prunes at once, again and again, while a run goes on."""
    total, problems = 2 if campaign.quick else 10, collections.Counter()
    for _ in range(total):
        film, polydub, bought = campaign.stage("prune")
        polydub.run(film)
        film.output.unlink()
        run = polydub.start(film, "run", "film.yaml", "--json")
        while run.poll() is None:
            rules = [["--days", "0"], ["--unreached"]]
            for prune in [polydub.start(film, "prune", *rule) for rule in rules]:
                said(prune, problems, {0})
        said(run, problems, {0})
        campaign.judge(problems, film, polydub, bought)
        shutil.rmtree(film.folder)
    campaign.done("two prunes during a run", total, problems, "what a run has used stays")


FAULTS = {"kill": kill, "terminate": terminate, "disk": disk, "readonly": readonly, "damage": damage, "ledger": truncate, "bits": bits,
          "clock": clocks, "away": away, "cut": cut, "prune": prunes}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("polydub")
    parser.add_argument("double")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    parser.add_argument("faults", nargs="*", metavar="FAULT")
    options = parser.parse_intermixed_args()
    random.seed(options.seed)
    double = Double(options.double)
    with scratch() as root:
        campaign = Campaign(options.polydub, double, root, options.quick)
        print(f"seed {options.seed}; {campaign.least} characters for an undisturbed dub", flush=True)
        for name in options.faults or FAULTS:
            FAULTS[name](campaign)
        print("\n| fault | trials | lost | bought twice | wrong sound | what it says |\n|---|---|---|---|---|---|")
        for row in campaign.rows:
            print("| " + " | ".join(map(str, row)) + " |")
    double.stop()
    sys.exit(1 if claim.failed else 0)


main()
