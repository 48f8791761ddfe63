#!/usr/bin/env python3
"""Kills a paid run at random moments: nothing that was paid for is paid for again but what was in flight, and the ledger knows.

usage: kills.py POLYDUB FAKE-DASHSCOPE [KILLS SEED]
"""
import hashlib, random, signal, sys, time
from stage import *

CONCURRENCY = 6
LANGUAGES = {"en": "English", "de": "German", "fr": "French"}


def providers(double):
    base = f"http://127.0.0.1:{double.port}/api/v1"
    common = f'type: dashscope, base_url: "{base}", requests_per_second: 40, concurrency: {CONCURRENCY}'
    return (f"  link: {{ {common}, mode: url }}\n  stream: {{ {common}, mode: stream }}\n"
            f"  live: {{ {common}, mode: realtime, model: qwen3-tts-flash-realtime }}\n")


def stored(film):
    """The paid takes in the store, whole lines or parts of them, by the marks of their words."""
    words = set()
    for path in film.folder.glob("store/results/[rs]*/*/*.json"):
        if path.parts[-3] in ("speak", "record"):
            line = json.loads(path.read_text())["recipe"]["inputs"][0]
            words.add((line["voice"]["model"], line["voice"]["name"], LANGUAGES[line["language"]], line["text"]))
    return words


def marked(text):
    """What a recipe has in place of words."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def settled(double, bought):
    """Waits until the service has finished what a killed run had asked for."""
    count = None
    while count != (count := double.control(bought.key)["spoken"]):
        time.sleep(0.4)


def main():
    program, double = sys.argv[1], Double(sys.argv[2])
    kills = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else random.randrange(10_000)
    random.seed(seed)
    lines = 4 * kills
    languages = {"en": ("link/Cherry", lines, 0, 50), "de": ("stream/Cherry", lines, 10_000, 50), "fr": ("live/Cherry", lines, 20_000, 0)}
    with scratch() as root:
        calm = Film(root, "calm", languages, providers(double))
        bought = Bought(double, KEY + "-calm")
        code, out, errors = Polydub(program, KEY + "-calm").run(calm)
        bought.collect()
        least, wanted = bought.billed, calm.digest()
        claim(code == 0 and bought.repeated == 0, f"undisturbed: {sum(bought.texts.values())} calls, {least} characters ({code})")

        film = Film(root, "killed", languages, providers(double))
        polydub, bought = Polydub(program, KEY + "-killed"), Bought(double, KEY + "-killed")
        done, most, flown, ends = 0, 0, 0, 0
        while done < kills:
            process = polydub.start(film, "run", "film.yaml")
            time.sleep(random.uniform(0.1, 1.6))
            if process.poll() is not None:
                ends += 1
                film.output.unlink(missing_ok=True)
                if ends > 3:
                    break
                continue
            process.send_signal(signal.SIGKILL)
            process.communicate()
            done += 1
            settled(double, bought)
            bought.collect()
            # Bought, and neither in the store as a line nor as a part of one: in flight at this kill or at one before it.
            asked = collections.Counter({(*what, marked(text)): count for (*what, text), count in bought.texts.items()})
            missing = sum((asked - collections.Counter(stored(film))).values())
            most, flown = max(most, missing - flown), max(missing, flown)
        code, out, errors = polydub.run(film)
        bought.collect()
        calls, characters = opened(film.folder / "store")
        claim(done == kills, f"seed {seed}: {done} kills, at most {most} calls in flight at one")
        claim(code == 0 and film.digest() == wanted, f"the file is that of the undisturbed run ({code} {sentences(errors)})")
        claim(most <= 3 * CONCURRENCY, f"never more in flight than the accounts allow ({most})")
        excess = bought.billed - least
        claim(0 <= excess <= characters,
              f"{bought.billed} characters billed, {least} needed: {excess} more, of {characters} in {calls} calls in flight at kills")
        claim(bought.repeated <= calls, f"{bought.repeated} calls made again, of {calls} in flight at kills")
        ended = ledger(film.folder / "store", "SELECT COALESCE(SUM(billed), 0) FROM calls WHERE state = 'ended'")[0][0]
        claim(ended <= bought.billed <= ended + characters,
              f"the ledger: {ended} characters billed and {characters} possibly; the service: {bought.billed}")
        code, out, _ = polydub.run(film, "spending", "--json")
        total = sum(row["characters"] for row in json.loads(out)["spending"]) if code == 0 else -1
        claim(total == ended + characters, f"`spending` says the same: {total}")
        code, out, _ = polydub.run(film, "store", "verify", "--json")
        claim(code == 0, f"the store is whole ({code})")
        code, out, _ = polydub.run(film)
        bought.collect()
        claim(code == 0 and json.loads(out)["calls"] == 0, "a rerun makes no call")
    double.stop()
    sys.exit(1 if claim.failed else 0)


main()
