#!/usr/bin/env python3
"""How much is left to stretch after voices spoke again at the planned pace, over real subtitles in many languages.

usage: residual.py POLYDUB   (POLYDUB_CORPUS names the folder with `subtitles/`)
"""
import collections, json, os, pathlib, re, subprocess, sys, tempfile

polydub, corpus = sys.argv[1], os.environ.get("POLYDUB_CORPUS")
if not corpus:
    sys.exit("skipped: POLYDUB_CORPUS is not set")

shares, folder = collections.defaultdict(list), tempfile.mkdtemp()
for path in sorted(pathlib.Path(corpus, "subtitles").glob("*/*.*")):
    tag = re.fullmatch(r"([a-z]{2})(-[A-Za-z]{2})?\.(srt|vtt)", path.name)
    if not tag:
        continue
    run = subprocess.run(
        [polydub, "speak", path, "--language", path.stem, "-o", f"{folder}/track.flac", "--json",
         "--store", f"{folder}/store"], capture_output=True, text=True)
    if run.returncode not in (0, 3):
        print(f"{path.parent.name}/{path.name}: {run.stderr.strip().splitlines()[-1]}")
        continue
    shares[tag[1]] += [(line["rate"], line["stretch"]) for line in json.loads(run.stdout)["lines"]]

print("| language | lines | faster than 1.03 | stretched within ±3 % | within ±5 % | most |")
print("| --- | --- | --- | --- | --- | --- |")
rows = sorted(shares.items()) + [("all", [line for lines in shares.values() for line in lines])]
for language, lines in rows:
    within = lambda limit: sum(abs(stretch - 1) <= limit for _, stretch in lines) / len(lines)
    faster = sum(rate > 1.03 for rate, _ in lines) / len(lines)
    most = max(max(stretch, 1 / stretch) for _, stretch in lines)
    print(f"| {language} | {len(lines)} | {faster:.0%} | {within(.03):.1%} | {within(.05):.1%} | {most:.3f} |")
sys.exit(0 if within(.05) >= .95 else 1)
