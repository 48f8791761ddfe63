#!/usr/bin/env python3
"""500 lines against a service that refuses more than 3 calls a second: none lost, hardly one refused, no second idle.

usage: rate.py POLYDUB FAKE-DASHSCOPE [LINES PER-SECOND]
"""
import sys
from stage import *


def provider(double, limit):
    return (f'  qwen: {{ type: dashscope, base_url: "http://127.0.0.1:{double.port}/api/v1", '
            f'requests_per_second: {limit} }}\n')


def judge(what, lines, limit, count):
    rate = (count["spoken"] - 1) / max(count["seconds"], 1e-9)
    claim(count["spoken"] == lines, f"{what}: {count['spoken']} of {lines} lines spoken")
    claim(rate >= 0.95 * limit, f"{what}: {rate:.3f} calls a second, {100 * rate / limit:.1f} % of {limit}, the rise included")
    claim(count["throttled"] <= lines / 100, f"{what}: {count['throttled']} of {count['calls']} calls refused")


def main():
    program, double = sys.argv[1], Double(sys.argv[2])
    lines, limit = (int(n) for n in (sys.argv[3:5] or ["500", "3"]))
    with scratch() as root:
        key = KEY + "-rate"
        film = Film(root, "one", {"en": ("qwen/Cherry", lines, 0, 0)}, provider(double, limit))
        double.control(key, [{"kind": "limit", "per_second": limit}])
        code, _, errors = Polydub(program, key).run(film)
        claim(code == 0, f"one run ends well ({code} {sentences(errors)})")
        judge("one run", lines, limit, double.control(key))

        key = KEY + "-two"
        double.control(key, [{"kind": "limit", "per_second": limit}])
        half = lines // 4
        films = [Film(root, f"half{k}", {"en": ("qwen/Cherry", half, k * half, 0)}, provider(double, limit)) for k in range(2)]
        shared = {"XDG_STATE_HOME": f"{root}/state"}
        runs = [Polydub(program, key).start(film, "run", "film.yaml", environment=shared) for film in films]
        codes = [run.communicate() and run.returncode for run in runs]
        claim(codes == [0, 0], f"two runs of one account end well ({codes})")
        judge("two runs of one account", 2 * half, limit, double.control(key))
    double.stop()
    sys.exit(1 if claim.failed else 0)


main()
