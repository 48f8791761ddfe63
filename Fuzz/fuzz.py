#!/usr/bin/env python3
"""Fuzzes every parser with libFuzzer and says how many executions each stood.

  Fuzz/fuzz.py PROGRAM WORK [TARGET…]

PROGRAM is the fuzzer, WORK the folder of the growing corpora and of what crashed. RUNS is the number of executions of each
target (default 10,000,000), POLYDUB_CORPUS a folder of real files to start from, where there is one. Ends with 1 if any
input crashed, hung or leaked; the inputs then lie in WORK/found.
"""
import io
import os
import pathlib
import re
import struct
import subprocess
import sys
import wave

HERE = pathlib.Path(__file__).resolve().parent
TEXTS = ["vtt", "ttml", "xlf", "ass", "srt", "sbv", "csv"]
# What one execution may read: longer inputs find nothing that shorter ones do not, at a fraction of the rate.
LONGEST = {"pipeline": 384, "wav": 256, "wave-repair": 256, "events": 96, "websocket": 96}


def real(*endings):
    """The beginnings of real files, of this repository and of the corpus."""
    folders = [HERE.parent / "samples", HERE.parent / "pipelines", HERE / "seeds"]
    if os.environ.get("POLYDUB_CORPUS"):
        folders.append(pathlib.Path(os.environ["POLYDUB_CORPUS"]))
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lstrip(".") in endings and path.is_file():
                with open(path, "rb") as file:
                    yield file.read(2048)


def encoded():
    """Subtitles in the encodings of the world."""
    words = {
        "utf-16": "1\n00:00:01,000 --> 00:00:02,000\nHallo, Köln\n", "utf-16-be": "Grüße\n",
        "utf-32": "1\n00:00:01,000 --> 00:00:02,000\nÀ bientôt\n", "utf-8-sig": "日本語\n",
        "cp1252": "Où est la façade ? Là-bas…\n", "koi8-r": "Здравствуйте, товарищи\n",
        "cp1251": "Где находится порт?\n", "shift_jis": "港はどこですか。\n", "euc-jp": "港はどこですか。\n",
        "gb18030": "港口在哪里？\n", "big5": "港口在哪裡？\n", "euc-kr": "항구는 어디에 있나요?\n",
        "iso8859-2": "Příliš žluťoučký kůň\n", "cp1253": "Πού είναι το λιμάνι;\n", "cp1256": "أين الميناء؟\n",
    }
    for name, text in words.items():
        yield (text * 3).encode(name)
    yield '<?xml version="1.0" encoding="ISO-8859-1"?><tt>é</tt>'.encode("latin-1")


def waves():
    """WAV files of every kind that is read, with honest and with other headers."""
    for width in 1, 2, 3, 4:
        file = io.BytesIO()
        with wave.open(file, "wb") as writer:
            writer.setparams((width % 2 + 1, width, 24000, 0, "NONE", ""))
            writer.writeframes(bytes(range(48)))
        yield file.getvalue()
    sound = struct.pack("<6f", 0, 0.5, -0.5, 1, float("nan"), float("inf"))
    plain = struct.pack("<HHIIHH", 3, 1, 48000, 192000, 4, 32)
    guid = struct.pack("<HHIIHHHHIH14s", 0xFFFE, 2, 48000, 384000, 8, 32, 22, 32, 3, 3, b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71")
    for form in plain, guid:
        for claimed in len(sound), 0, 0xFFFFFFFF, 0x7FFFF000, 7:
            body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"LIST" + struct.pack("<I", 3) + b"abc\0"
            body += b"data" + struct.pack("<I", claimed) + sound
            yield b"RIFF" + struct.pack("<I", len(body)) + body
            yield b"RF64\xff\xff\xff\xff" + body


def wires():
    reply = (
        '{"output":{"audio":{"data":"UklGRg==","url":"https://a.example/b?c=d","id":"x","expires_at":1},'
        '"finish_reason":"stop"},"usage":{"characters":12},"request_id":"r-1"}'
    )
    refusal = '{"code":"Throttling.RateQuota","message":"Requests rate limit exceeded","request_id":"r-2"}'
    yield reply.encode()
    yield refusal.encode()
    yield b'{"error":{"code":"invalid_api_key","message":"Incorrect API key provided."}}'
    yield f"\xef\xbb\xbfid:1\nevent:result\n:HTTP_STATUS/200\ndata:{reply}\n\n".encode("latin-1")
    yield f"id: 2\r\nevent: error\r\nstatus: 429\r\ndata: {refusal}\r\ndata\r\n\r\n".encode()
    yield b"data: a\rdata: b\r\rid\r\r"


def frames():
    """What a server sends over WebSocket: messages whole and in fragments, pings, goodbyes, masked and reserved ones."""
    text, ping, bye = b"\x81\x05hello", b"\x89\x02hi", b"\x88\x02\x03\xe8"
    yield text + ping + bye
    yield b"\x01\x03hel" + ping + b"\x80\x02lo"
    yield b"\x82\x7e\x00\x08" + bytes(8) + b"\x81\x7f" + bytes(7) + b"\x02hi"
    yield b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58" + b"\xf1\x00" + b"\x83\x00"


def sessions():
    """What a realtime session tells."""
    yield b'{"type":"session.created","session":{"model":"qwen3-tts-flash-realtime","voice":"Cherry"}}'
    yield b'{"type":"response.audio.delta","response_id":"r-1","delta":"AAECAw=="}'
    yield b'{"type":"response.done","response":{"id":"r-1","status":"completed","usage":{"characters":12}}}'
    yield b'{"type":"error","error":{"code":"invalid_value","message":"no such voice"}}'


def seeds(target):
    if target in TEXTS:
        yield from real(target)
    elif target == "table":
        yield from real("csv", "tsv")
    elif target in ("encoding", "subtitles"):
        yield from real(*TEXTS)
        yield from encoded()
    elif target in ("wav", "wave-repair"):
        yield from waves()
        yield from real("wav")
    elif target == "pipeline":
        # Comments only take the place of settings.
        for text in real("yaml"):
            yield b"\n".join(row for row in text.splitlines() if row.strip() and not row.lstrip().startswith(b"#"))
    elif target == "websocket":
        yield from frames()
    elif target == "realtime":
        yield from sessions()
    else:
        yield from wires()


def fuzz(program, work, target, runs):
    """One target; its executions, their rate, the edges they covered, and whether all was well."""
    longest = LONGEST.get(target, 512)
    corpus = work / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    (work / "found").mkdir(exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (corpus / f"seed-{number}").write_bytes(seed[:longest])
    environment = {
        **os.environ, "POLYDUB_FUZZ": target, "SWIFT_BACKTRACE": "enable=no",
        # No stack is kept of each allocation: the input that crashed tells more, and the rate is up to half higher.
        "ASAN_OPTIONS": "quarantine_size_mb=16:malloc_context_size=0:" + os.environ.get("ASAN_OPTIONS", ""),
    }
    with open(work / f"{target}.log", "wb") as log:
        ended = subprocess.run(
            [
                program, corpus, f"-runs={runs}", f"-max_len={longest}", "-timeout=10", "-rss_limit_mb=4096",
                f"-artifact_prefix={work}/found/{target}-", "-print_final_stats=1", "-reload=0",
            ],
            env=environment, stderr=log, stdout=log)
    text = (work / f"{target}.log").read_text(errors="replace")
    number = lambda pattern: int((re.findall(pattern, text) or ["0"])[-1])
    return number(r"number_of_executed_units: (\d+)"), number(r"average_exec_per_sec: +(\d+)"), number(r"cov: (\d+)"), ended.returncode == 0


def main():
    program, work = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    runs = int(os.environ.get("RUNS") or 10_000_000)
    listing = subprocess.run([program], env={**os.environ, "POLYDUB_FUZZ": ""}, capture_output=True, text=True)
    targets = sys.argv[3:] or re.findall(r"^target (.+)$", listing.stdout, re.M)
    print(f"{'target':12} {'executions':>12} {'per second':>11} {'edges':>6}", flush=True)
    failed = False
    for target in targets:
        count, rate, edges, is_well = fuzz(program, work, target, runs)
        failed |= not is_well
        print(f"{target:12} {count:12,} {rate:11,} {edges:6} {'' if is_well else 'FAILED, see ' + str(work / (target + '.log'))}", flush=True)
    sys.exit(1 if failed else 0)


main()
