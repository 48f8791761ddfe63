#!/usr/bin/env python3
"""Our mixer beside the baselines of a bench folder, in one run, and what a whole film costs, as Markdown.

usage: mix.py [FOLDER] [TIMEOUT]    (make bench-mix; the folder may also be named by POLYDUB_MIX_BASELINES)
The folder holds make_clips.py, run_bench.py and the baselines. Without one only the film is measured. A baseline
that takes longer than TIMEOUT seconds (60) is stopped and shown as `exit 124`.
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = os.path.join(HERE, "sound", ".build", "release", "sound-benchmark")


def beside(folder, timeout, work):
    """2,000 clips on 2 h: placed, summed, written as PCM; the largest difference to the reference in steps."""
    command = [sys.executable, os.path.join(folder, "run_bench.py"), "--n", "2000", "--seconds", "7200",
               "--timeout", str(timeout), "--work", work, "--extra", f"polydub={OURS} mix {{plan}} {{seconds}} {{out}}"]
    rows = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().split("\n")
    print("\n### 2,000 clips on 2 h, beside the baselines\n")
    for number, row in enumerate(rows):
        print("| " + row.replace("\t", " | ") + " |")
        if number == 0:
            print("| --- " * len(row.split("\t")) + "|")


def timed(words):
    """Seconds of CPU (user, system) and the highest memory in MiB of a command."""
    program = ("import resource,subprocess,sys;subprocess.run(sys.argv[1:],check=True);"
               "u=resource.getrusage(resource.RUSAGE_CHILDREN);print(u.ru_utime,u.ru_stime,u.ru_maxrss/1024)")
    done = subprocess.run([sys.executable, "-c", program, *words], check=True, capture_output=True, text=True)
    return tuple(float(word) for word in done.stdout.split()[-3:])


def lengths(folder, work):
    """The same 1,000 clips an hour on longer and longer films, to nowhere: what the mixer itself takes."""
    print("\n### The mixer alone, 1,000 clips an hour, mono, to /dev/null\n")
    print("| film | user s | system s | peak MiB |\n| --- | --- | --- | --- |")
    for minutes in (30, 60, 120, 240):
        clips = os.path.join(work, f"film-{minutes}")
        make = os.path.join(folder, "make_clips.py")
        subprocess.run([sys.executable, make, clips, str(minutes * 1000 // 60), str(minutes * 60)], check=True)
        best = min(timed([OURS, "mix", f"{clips}/plan.tsv", str(minutes * 60), "/dev/null"]) for _ in range(3))
        print(f"| {minutes} min | {best[0]:.2f} | {best[1]:.2f} | {best[2]:.0f} |")


def films(work):
    print("\n### A whole language over a stereo bed, FLAC to FLAC, as `MixTrack` does it\n")
    print("| film | read bed s | mix s | write track s | share of FLAC | peak MiB |\n" + "| --- " * 6 + "|")
    for minutes in (30, 60, 120, 240):
        words = [OURS, "film", str(minutes), work]
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        read, mix, write, peak = map(float, done.stdout.split())
        share = (read + write) / (read + mix + write) * 100
        print(f"| {minutes} min | {read:.2f} | {mix:.2f} | {write:.2f} | {share:.0f} % | {peak:.0f} |")


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("POLYDUB_MIX_BASELINES")
    timeout = float(sys.argv[2]) if len(sys.argv) > 2 else 60
    print("## Mixing")
    with tempfile.TemporaryDirectory() as work:
        if folder:
            beside(folder, timeout, work)
            lengths(folder, work)
        else:
            print("skipped: baselines (POLYDUB_MIX_BASELINES names no folder)", file=sys.stderr)
        films(work)


main()
