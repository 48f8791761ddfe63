#!/usr/bin/env python3
"""A year of use in one ledger: what `spending` and `history` say equals an independent count, within a second.

usage: year.py WRITE-YEAR POLYDUB [RUNS CALLS]
"""
import calendar, collections, csv, decimal, json, os, sqlite3, subprocess, sys, tempfile, time

TRAITS = ["pipeline", "language", "model", "voice", "provider", "month", "run"]
SINCE = "2025-07-01"
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


def nanos(amount):
    return int(decimal.Decimal(amount) * 10**9)


def counted(rows, trait):
    """Calls, characters, money, failures and calls without an answer, by a trait and currency."""
    count = collections.defaultdict(lambda: [0, 0, 0, 0, 0])
    for row in rows:
        sums = count[row[trait] if trait else "", row["currency"]]
        for index, value in enumerate([
                1, int(row["characters"]), int(row["nanos"]), row["ending"] == "throttled", row["ending"] == "unknown"]):
            sums[index] += value
    return dict(count)


def said(answer):
    return {(row["name"], row["currency"]):
            [row["calls"], row["characters"], nanos(row["amount"]), row["failed"], row["unknown"]]
            for row in answer["spending"]}


def main():
    write, polydub = (os.path.abspath(path) for path in sys.argv[1:3])
    runs, calls = (int(n) for n in (sys.argv[3:5] or ["500", "200000"]))
    wrong = []
    with tempfile.TemporaryDirectory() as store:
        start = time.monotonic()
        writer = subprocess.Popen([write, store, str(runs), str(calls)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert writer.stdout.readline() == b"written\n"
        written = time.monotonic() - start
        with open(os.path.join(store, "count.csv")) as file:
            names = "run,pipeline,language,model,voice,provider,month,currency,characters,nanos,started,ending,made"
            rows = list(csv.DictReader(file, names.split(",")))
        print(f"{len(rows)} calls of {runs} runs written in {written:.0f} s, "
              f"{1e6 * written / len(rows):.0f} µs each, twice committed")
        # While their process lives, calls without an answer are open; once it is gone, nobody knows.
        judge_run(polydub, store, rows, 50, "running", "open", wrong)
        writer.stdin.close()
        writer.wait()
        judge_run(polydub, store, rows, 50, "killed", "unknown", wrong)
        judge_run(polydub, store, rows, runs // 2 + 1, None, "unknown", wrong)
        judge_spending(polydub, store, rows, wrong)
        judge_history(polydub, store, rows, runs, wrong)
        judge_takes(store, rows, wrong)
    for sentence in wrong:
        print("WRONG:", sentence)
    sys.exit(1 if wrong else 0)


def judge_spending(polydub, store, rows, wrong):
    since = calendar.timegm(time.strptime(SINCE, "%Y-%m-%d"))
    for words, trait, expected in [
            *((["--by", trait], trait, rows) for trait in TRAITS), ([], None, rows),
            (["--since", SINCE], None, [row for row in rows if float(row["started"]) >= since])]:
        answer, took = ask(polydub, store, "spending", *words)
        if not expected or said(answer) != counted(expected, trait):
            wrong.append(f"spending {' '.join(words)} is not what was counted")
        tell("spending " + " ".join(words), took, f"{len(answer['spending'])} rows of {len(expected)} calls", wrong)


def judge_history(polydub, store, rows, runs, wrong):
    answer, took = ask(polydub, store, "history", "--limit", str(runs))
    if len(answer["runs"]) != runs:
        wrong.append("history does not know every run")
    by_currency, counted = collections.Counter(), collections.Counter()
    for run in answer["runs"]:
        for cost in run["costs"]:
            by_currency[cost["currency"]] += nanos(cost["spent"])
    for row in rows:
        counted[row["currency"]] += int(row["nanos"])
    if by_currency != counted:
        wrong.append("the costs of all runs are not what was counted")
    tell("history", took, f"{len(answer['runs'])} runs", wrong)


def judge_run(polydub, store, rows, run, status, unanswered, wrong):
    """One run: its steps, its calls one by one, and how those ended."""
    answer, took = ask(polydub, store, "history", str(run))
    mine = [row for row in rows if row["run"] == str(run)]
    endings = collections.Counter(row["ending"].replace("unknown", unanswered) for row in mine)
    steps = collections.Counter(step["outcome"] for step in answer["steps"])
    # Steps are written when a run ends.
    made = sum(int(row["made"]) for row in mine)
    if steps != (collections.Counter() if status else collections.Counter(made=made, failed=len(mine) - made)):
        wrong.append(f"the steps of run {run} are {dict(steps)}")
    if answer["kept"] != ({} if status else {"fit": 30}):
        wrong.append(f"run {run} kept {answer['kept']}")
    if collections.Counter(call["ending"] for call in answer["every_call"]) != endings:
        wrong.append(f"the calls of run {run} did not end as counted")
    if len({call["request"] for call in answer["every_call"] if "request" in call}) != len(mine) - endings[unanswered]:
        wrong.append(f"the request ids of run {run} are not all there")
    if status and answer["run"]["status"] != status:
        wrong.append(f"run {run} is {answer['run']['status']}, not {status}")
    tell(f"history {run}", took, f"{answer['run']['status']}, {len(answer['steps'])} steps, {len(mine)} calls", wrong)


def judge_takes(store, rows, wrong):
    """The takes in the ledger, read without polydub: one a call that made one, at what it was billed."""
    with sqlite3.connect(f"file:{store}/ledger.sqlite?mode=ro", uri=True) as ledger:
        takes = {row[0]: row[1:] for row in ledger.execute(
            "SELECT currency, COUNT(*), SUM(cost), SUM(characters) FROM takes GROUP BY currency")}
    count = collections.defaultdict(lambda: [0, 0, 0])
    for row in rows:
        if row["made"] == "1":
            for index, value in enumerate([1, int(row["nanos"]), int(row["characters"])]):
                count[row["currency"]][index] += value
    if takes != {currency: tuple(sums) for currency, sums in count.items()}:
        wrong.append("the takes are not what was counted")
    print(f"{sum(sums[0] for sums in count.values())} takes, at what was billed for them")


def tell(what, took, detail, wrong):
    print(f"{what:28} {took:.3f} s  {detail}")
    if took > LIMIT:
        wrong.append(f"{what} took {took:.2f} s")


main()
