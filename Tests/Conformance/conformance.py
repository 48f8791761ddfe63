#!/usr/bin/env python3
"""The vendor's own client against the double of its service. Usage: conformance.py FAKEDASHSCOPE

It must get sound without and with stream, the same both times and the one espeak-ng makes by itself,
and see refusals as refusals.
"""
import base64
import os
import subprocess
import sys
import urllib.request

KEY = "sk-canary-key"
TEXT = "The meeting is about to begin."
ASK = {"model": "qwen3-tts-flash", "text": TEXT, "voice": "Cherry", "language_type": "English"}


def main(program):
    double = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        port = int(double.stdout.readline())
        judge(f"http://127.0.0.1:{port}/api/v1")
    finally:
        double.stdin.close()
        double.wait()


def judge(base):
    # Read when the module is loaded.
    os.environ["DASHSCOPE_HTTP_BASE_URL"] = base
    import dashscope

    dashscope.api_key = KEY
    speak = dashscope.MultiModalConversation.call

    whole = speak(**ASK)
    claim("without stream: 200, stop", (whole.status_code, whole.output.finish_reason) == (200, "stop"))
    claim("billed characters", whole.usage["characters"] == len(TEXT))
    with urllib.request.urlopen(whole.output.audio["url"]) as answer:
        linked = answer.read()
    claim("the samples are those of espeak-ng alone", linked[44:] == espeak()[44:])

    pieces = list(speak(stream=True, **ASK))
    claim("with stream: only 200", all(piece.status_code == 200 for piece in pieces))
    claim("with stream: stop, once, last", [p.output.finish_reason for p in pieces].index("stop") == len(pieces) - 1)
    streamed = b"".join(base64.b64decode(piece.output.audio["data"] or "") for piece in pieces)
    claim("the same sound with stream", streamed == linked)

    refused = speak(**{**ASK, "voice": "Nobody"})
    claim("an unknown voice", (refused.status_code, refused.code) == (400, "InvalidParameter"))
    refused = speak(**{**ASK, "text": "x" * 601})
    claim("too long a text", refused.status_code == 400 and "[0, 600]" in refused.message)
    refused = speak(**{**ASK, "model": "qwen9-tts"})
    claim("an unknown model", (refused.status_code, refused.code) == (404, "ModelNotFound"))
    dashscope.api_key = "sk-other"
    refused = speak(**ASK)
    claim("a wrong key", (refused.status_code, refused.code) == (401, "InvalidApiKey"))


def espeak():
    command = ["espeak-ng", "-v", "en-us", "-s", "175", "-b", "1", "--stdin", "--stdout"]
    return subprocess.run(command, input=TEXT.encode(), stdout=subprocess.PIPE, check=True).stdout


def claim(sentence, holds):
    print(("ok    " if holds else "WRONG ") + sentence)
    if not holds:
        sys.exit(1)


main(sys.argv[1])
