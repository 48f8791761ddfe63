#!/usr/bin/env python3
"""Runs a dub through the double of DashScope with log, metrics and traces on, and judges all three.

Traces are parsed by the messages of OpenTelemetry's own package, metrics by Prometheus' own parser, and the script's words and
the keys must be found nowhere. Usage: judge.py POLYDUB FAKEDASHSCOPE
"""
import collections
import gzip
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import urllib.request

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from prometheus_client.parser import text_string_to_metric_families

ON_CALLS = ("run step key provider model voice language characters characters.billed cost.estimated cost currency "
            "processing_ms retries").split()
KEY = "sk-canary-key-telemetry"
HEADER = "canary-of-the-collector"
SCRIPT = ["Zanahoria canaria", "Canari secret"]
FILM = """\
video: film.mp4
output: out/film.mkv
source_language: en
providers:
  qwen: {{ type: dashscope, base_url: "http://127.0.0.1:{port}/api/v1", key: env:TEST_KEY }}
languages:
  es: {{ subtitles: es.srt, voice: qwen/Cherry, check_language: false }}
  fr: {{ subtitles: fr.srt, voice: qwen/Ethan, check_language: false }}
"""


def film(folder, port, count=4):
    """A film of sixteen seconds with subtitles in two languages, in a folder."""
    subprocess.run(
        "ffmpeg -v error -f lavfi -i testsrc2=size=160x120:rate=25:duration=16 -f lavfi -i sine=duration=16:sample_rate=48000 "
        "-pix_fmt yuv420p -c:v libx264 -preset ultrafast -c:a aac film.mp4".split(), cwd=folder, check=True)
    (folder / "out").mkdir()
    (folder / "film.yaml").write_text(FILM.format(port=port))
    (folder / "es.srt").write_text(subtitles(SCRIPT[0], count))
    (folder / "fr.srt").write_text(subtitles(SCRIPT[1], count))


class Collector(http.server.ThreadingHTTPServer):
    """Keeps what is posted to it."""

    def __init__(self, status=200):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.status, self.posts = status, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, self.headers, body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        pass


def subtitles(words, count):
    return "".join(
        f"{n}\n00:00:{3 * n:02},000 --> 00:00:{3 * n + 2:02},500\n{words} número {n}.\n\n" for n in range(1, count + 1))


def parsed(posts):
    """Every request as OpenTelemetry's message; an unknown field or a wrong type is an error."""
    for path, headers, body in posts:
        assert path == "/v1/traces", path
        assert headers["X-Collector"] == HEADER
        if headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        request = trace_service_pb2.ExportTraceServiceRequest()
        if headers["Content-Type"] == "application/json":
            # OTLP writes identifiers in hexadecimal, protobuf's own JSON in base64.
            document = json.loads(body, object_hook=lambda o: {
                k: (__import__("base64").b64encode(bytes.fromhex(v)).decode() if k in ("traceId", "spanId", "parentSpanId") else v)
                for k, v in o.items()})
            json_format.ParseDict(document, request)
        else:
            assert headers["Content-Type"] == "application/x-protobuf"
            request.ParseFromString(body)
            unknown = [f for f in _unknown(request)]
            assert not unknown, f"fields OpenTelemetry does not know: {unknown}"
        yield request


def _unknown(message):
    from google.protobuf.unknown_fields import UnknownFieldSet
    yield from (field.field_number for field in UnknownFieldSet(message))
    for descriptor, value in message.ListFields():
        if descriptor.message_type:
            for part in value if descriptor.is_repeated else [value]:
                yield from _unknown(part)


def attributes(owner):
    return {a.key: getattr(a.value, a.value.WhichOneof("value")) for a in owner.attributes}


def run(polydub, folder, environment, *arguments):
    return subprocess.run(
        [polydub, "run", "film.yaml", "--json", "--store", "store", *arguments],
        cwd=folder, capture_output=True, text=True, env={**os.environ, "TEST_KEY": KEY, **environment})


def refuse_once(port):
    """The next call to the double fails once."""
    plan = json.dumps([{"kind": "refuse", "status": 500, "message": "canary-of-the-service"}]).encode()
    urllib.request.urlopen(urllib.request.Request(
        f"http://127.0.0.1:{port}/control", plan, {"Authorization": f"Bearer {KEY}"})).close()


def judge_traces(collector, report, parent):
    spans, resources = [], []
    for request in parsed(collector.posts):
        for group in request.resource_spans:
            resources.append(attributes(group.resource))
            for scope in group.scope_spans:
                assert scope.scope.name == "polydub"
                spans += scope.spans
    assert all(r["service.name"] == "dubbing" and r["deployment.environment"] == "a test" for r in resources), resources
    by_id = {s.span_id: s for s in spans}
    assert len(by_id) == len(spans) and all(len(s.span_id) == 8 and len(s.trace_id) == 16 for s in spans)
    assert {s.trace_id.hex() for s in spans} == {parent.split("-")[1]}
    roots = [s for s in spans if s.parent_span_id.hex() == parent.split("-")[2]]
    assert [s.name for s in roots] == ["polydub run"], [s.name for s in roots]
    assert all(s.parent_span_id in by_id for s in spans if s not in roots)
    assert all(s.start_time_unix_nano <= s.end_time_unix_nano for s in spans)
    calls = [s for s in spans if s.kind == s.SPAN_KIND_CLIENT]
    steps = [s for s in spans if s.name.startswith("step ")]
    assert len(calls) == report["calls"], (len(calls), report["calls"])
    assert len(steps) == report["made"], (len(steps), report["made"])
    for call in calls:
        told = attributes(call)
        assert by_id[call.parent_span_id].name == "step speak"
        for name in ON_CALLS + (["first_audio_ms"] if "error.type" not in told else []):
            assert f"polydub.{name}" in told, (name, told)
        assert told["polydub.key"] == attributes(by_id[call.parent_span_id])["polydub.key"]
    failed = [c for c in calls if "error.type" in attributes(c)]
    assert [attributes(c)["error.type"] for c in failed] == ["unavailable"], [attributes(c) for c in failed]
    assert all(c.status.code == c.status.STATUS_CODE_ERROR for c in failed)
    assert sum(attributes(c)["polydub.retries"] for c in calls) == 1
    assert sum(attributes(c)["polydub.characters.billed"] for c in calls) == report["characters"]
    assert all("polydub.key" in attributes(s) for s in steps)
    return collections.Counter(s.name for s in spans)


def judge_metrics(text, report):
    """By name and labels: every sample; each name must have its help and its type."""
    families = {f.name: f for f in text_string_to_metric_families(text)}
    assert all(f.documentation and f.type != "unknown" for f in families.values())
    total = lambda name, **labels: sum(
        s.value for f in families.values() for s in f.samples
        if s.name == name and labels.items() <= s.labels.items())
    assert total("polydub_steps_total", result="made") == report["made"]
    assert total("polydub_steps_total", result="kept") == report["kept"]
    assert total("polydub_calls_total") == report["calls"] == total("polydub_call_seconds_count")
    assert total("polydub_characters_total") == report["characters"]
    assert total("polydub_run_exit_code") == 0
    linter = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, capture_output=True) \
        if any(os.access(os.path.join(p, "promtool"), os.X_OK) for p in os.environ["PATH"].split(":")) else None
    assert linter is None or linter.returncode == 0, linter.stdout + linter.stderr
    return len(families), linter is not None


def judge_log(text, report):
    lines = [json.loads(line) for line in text.splitlines()]
    assert all({"time", "level", "run", "message"} <= line.keys() for line in lines)
    assert len({line["run"] for line in lines}) == 1
    assert sum(line["message"] in ("call ended", "call failed") for line in lines) == report["calls"]
    assert sum(line["message"] == "step made" for line in lines) == report["made"]
    return len(lines)


def main():
    polydub, double = sys.argv[1:3]
    service = subprocess.Popen([double], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    port = service.stdout.readline().strip()
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    try:
        for protocol, compression in ("http/protobuf", "none"), ("http/json", "none"), ("http/protobuf", "gzip"):
            with tempfile.TemporaryDirectory() as folder:
                folder = pathlib.Path(folder)
                film(folder, port)
                refuse_once(port)
                collector = Collector()
                ended = run(
                    polydub, folder, {
                        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
                        "OTEL_EXPORTER_OTLP_COMPRESSION": compression,
                        "OTEL_EXPORTER_OTLP_HEADERS": f"x-collector={HEADER}", "OTEL_SERVICE_NAME": "dubbing",
                        "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment=a%20test,service.name=other",
                        "TRACEPARENT": parent, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "16",
                    }, "--log", "log.jsonl", "--log-level", "trace", "--metrics", "polydub.prom")
                assert ended.returncode == 0, ended.stderr
                report = json.loads(ended.stdout)
                spans = judge_traces(collector, report, parent)
                metrics = (folder / "polydub.prom").read_text()
                families, linted = judge_metrics(metrics, report)
                log = (folder / "log.jsonl").read_text()
                lines = judge_log(log, report)
                told = [log, metrics, ended.stderr] + [str(r) for r in parsed(collector.posts)]
                told += [body.decode("latin-1") for _, _, body in collector.posts]
                for secret in [KEY, HEADER, "Signature=", "número", "canary-of-the-service", *SCRIPT]:
                    assert all(secret not in text for text in told), f"{secret} was told"
                print(
                    f"{protocol}, {compression}: {sum(spans.values())} spans in {len(collector.posts)} requests, "
                    f"{families} metrics{' (promtool too)' if linted else ''}, {lines} log lines; no canary found")
        judge_absence(polydub, port)
    finally:
        service.stdin.close()
        service.wait()


def judge_absence(polydub, port):
    """A collector that refuses or is not there costs a warning, and never the run."""
    for status, address in (500, None), (0, "http://127.0.0.1:9"):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            film(folder, port, 1)
            ended = run(polydub, folder, {"OTEL_EXPORTER_OTLP_ENDPOINT": address or Collector(status).address})
            assert ended.returncode == 0, ended.stderr
            assert "spans of the trace were not delivered" in ended.stderr, ended.stderr
    print("a collector that refuses, and one that is not there: the run ends well, with a warning")


main()
