#!/usr/bin/env python3
"""A year of use in one ledger: what `spending` and `history` say equals an independent count, within a second.

usage: year.py WRITE-YEAR POLYDUB [RUNS CALLS]
"""
import collections, csv, decimal, json, os, subprocess, sys, tempfile, time

TRAITS = ["pipeline", "language", "model", "voice", "provider", "month"]
LIMIT = 1.0


def ask(polydub, store, *words):
    """The answer of a command as JSON, and the seconds it took, process start included: the better of two."""
    best = None
    for _ in range(2):
        start = time.monotonic()
        out = subprocess.run([polydub, *words, "--json", "--store", store], check=True, stdout=subprocess.PIPE)
        took = time.monotonic() - start
        best = took if best is None else min(best, took)
    return json.loads(out.stdout), best


def main():
    write, polydub = (os.path.abspath(path) for path in sys.argv[1:3])
    runs, calls = (int(n) for n in (sys.argv[3:5] or ["500", "200000"]))
    wrong = []
    with tempfile.TemporaryDirectory() as store:
        start = time.monotonic()
        subprocess.run([write, store, str(runs), str(calls)], check=True)
        written = time.monotonic() - start
        with open(os.path.join(store, "count.csv")) as file:
            rows = list(csv.reader(file))
        print(f"{len(rows)} calls of {runs} runs written in {written:.0f} s, "
              f"{1e6 * written / len(rows):.0f} µs each, twice committed")
        for trait in TRAITS:
            answer, took = ask(polydub, store, "spending", "--by", trait)
            count = collections.defaultdict(lambda: [0, 0, 0])
            for row in rows:
                sums = count[row[TRAITS.index(trait)], row[6]]
                for index, value in enumerate([1, int(row[7]), int(row[8])]):
                    sums[index] += value
            said = {
                (row["name"], row["currency"]):
                    [row["calls"], row["characters"], int(decimal.Decimal(row["amount"]) * 10**9)]
                for row in answer["spending"]
            }
            if said != dict(count):
                wrong.append(f"spending --by {trait} is not what was counted")
            tell(f"spending --by {trait}", took, f"{len(said)} rows", wrong)
        answer, took = ask(polydub, store, "spending")
        tell("spending", took, f"{len(answer['spending'])} currencies", wrong)
        answer, took = ask(polydub, store, "spending", "--since", "2025-07-01")
        tell("spending --since", took, "", wrong)
        answer, took = ask(polydub, store, "history", "--limit", str(runs))
        if len(answer["runs"]) != runs:
            wrong.append("history does not know every run")
        by_currency = collections.Counter()
        for run in answer["runs"]:
            for cost in run["costs"]:
                by_currency[cost["currency"]] += int(decimal.Decimal(cost["spent"]) * 10**9)
        counted = collections.Counter()
        for row in rows:
            counted[row[6]] += int(row[8])
        if by_currency != counted:
            wrong.append("the costs of all runs are not what was counted")
        tell("history", took, f"{len(answer['runs'])} runs", wrong)
        _, took = ask(polydub, store, "history", str(runs // 2))
        tell("history RUN", took, "", wrong)
    for sentence in wrong:
        print("WRONG:", sentence)
    sys.exit(1 if wrong else 0)


def tell(what, took, detail, wrong):
    print(f"{what:24} {took:.3f} s  {detail}")
    if took > LIMIT:
        wrong.append(f"{what} took {took:.2f} s")


main()
