#!/usr/bin/env python3
"""What telling machines costs: a run of 2,000 lines with and without log lines, metrics and traces, in pairs.

  Benchmarks/telemetry.py POLYDUB [PAIRS [LINES]]

Each pair dubs the same film twice from nothing, once plainly and once with a JSON log of everything, a metrics file and every
span sent to a collector on this machine; which goes first alternates. Prints the median over the pairs (default 5) of the
difference in wall time, in CPU time (polydub and its voices) and in peak memory. Fails where a span, a log line or a count
is missing.
"""
import gzip, http.server, json, os, re, statistics, subprocess, sys, tempfile, threading, time
from pathlib import Path

SECONDS_A_CUE = 2
WORDS = "el barco sale del puerto cuando llega la mañana y nadie mira atrás".split()


class Collector(http.server.ThreadingHTTPServer):
    """Counts the spans that are posted to it, as JSON."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.spans = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.spans += sum(
            len(scope["spans"]) for part in json.loads(body)["resourceSpans"] for scope in part["scopeSpans"])
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def stamp(seconds):
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},000"


def prepare(folder, lines):
    """A film with a cue every two seconds, no two of the same text."""
    ffmpeg = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "color=s=64x36:r=2", "-f", "lavfi", "-i", "sine=440:r=48000"]
    subprocess.run(
        ffmpeg + ["-t", str(lines * SECONDS_A_CUE), "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac",
                  str(folder / "film.mp4")], check=True)
    cues = []
    for i in range(lines):
        text = " ".join(WORDS[i // len(WORDS) ** k % len(WORDS)] for k in range(4))
        start = i * SECONDS_A_CUE
        cues.append(f"{i + 1}\n{stamp(start)} --> {stamp(start + SECONDS_A_CUE)}\n{text.capitalize()}.\n")
    (folder / "es.srt").write_text("\n".join(cues))
    (folder / "film.yaml").write_text(
        "video: film.mp4\noutput: dub.mkv\nsource_language: en\n"
        "languages:\n  es: { subtitles: es.srt, voice: espeak/es }\n")


def run(polydub, folder, collector=None):
    """Wall seconds, CPU seconds with all children, and peak MiB of one run from nothing."""
    with tempfile.TemporaryDirectory(dir=folder) as store:
        command = [polydub, "run", str(folder / "film.yaml"), "--json", "--store", store]
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "POLYDUB_LOG", "POLYDUB_METRICS"))}
        if collector:
            command += ["--log", str(folder / "log.jsonl"), "--log-format", "json", "--log-level", "trace",
                        "--metrics", str(folder / "run.prom")]
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = f"http://127.0.0.1:{collector.server_port}"
            environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/json"
        began = time.monotonic()
        with open(folder / "run.json", "w") as out, open(folder / "errors", "w") as errors:
            process = subprocess.Popen(command, stdout=out, stderr=errors, env=environment)
            _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
    if status != 0:
        sys.exit((folder / "errors").read_text()[-2000:])
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024,
            "calls": json.loads((folder / "run.json").read_text())["calls"]}


def told(polydub, folder):
    """The same with everything on; what arrived is counted."""
    collector = Collector()
    for name in ("log.jsonl", "run.prom"):
        (folder / name).unlink(missing_ok=True)
    result = run(polydub, folder, collector)
    collector.shutdown()
    rows = (folder / "log.jsonl").read_text().splitlines()
    counted = re.findall(r'^polydub_steps_total\{[^}]*stage="speak"\} (\d+)', (folder / "run.prom").read_text(), re.M)
    result |= {"spans": collector.spans, "rows": len(rows), "counted": sum(map(int, counted))}
    if result["counted"] != result["calls"] or result["spans"] < result["calls"] or not all(map(json.loads, rows)):
        sys.exit(f"something was not told: {result}")
    return result


def main():
    polydub = os.path.realpath(sys.argv[1])
    pairs, lines = (int(n) for n in (sys.argv[2:] + ["5", "2000"][len(sys.argv) - 2:]))
    differences = {"wall": [], "cpu": [], "peak": []}
    plain_runs = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        prepare(folder, lines)
        for pair in range(pairs):
            if pair % 2:
                loud, plain = told(polydub, folder), run(polydub, folder)
            else:
                plain, loud = run(polydub, folder), told(polydub, folder)
            plain_runs.append(plain)
            for key, found in differences.items():
                found.append(loud[key] - plain[key])
            print(f"plain {plain['wall']:.1f} s wall {plain['cpu']:.1f} s CPU {plain['peak']:.0f} MiB; told "
                  f"{loud['wall']:.1f} s {loud['cpu']:.1f} s {loud['peak']:.0f} MiB, {loud['calls']} calls, "
                  f"{loud['spans']} spans, {loud['rows']} log lines", flush=True)
    for key, unit in (("wall", "s"), ("cpu", "s"), ("peak", "MiB")):
        usual = statistics.median(r[key] for r in plain_runs)
        more = statistics.median(differences[key])
        print(f"{key}: {more:+.2f} {unit} on {usual:.1f} {unit} ({100 * more / usual:+.1f} %), median of {pairs} pairs")


main()
