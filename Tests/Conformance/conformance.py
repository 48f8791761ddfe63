#!/usr/bin/env python3
"""The vendor's own client against the double of its service. Usage: conformance.py FAKEDASHSCOPE ASKDASHSCOPE

It must get sound without and with stream, the same both times and the one espeak-ng makes by itself, and see refusals as
refusals. polydub's client must get the same samples, whole, in a stream and in realtime sessions.
"""
import base64
import json
import os
import subprocess
import sys
import threading
import urllib.request

KEY = "sk-canary-key"
TEXT = "The meeting is about to begin."
ASK = {"model": "qwen3-tts-flash", "text": TEXT, "voice": "Cherry", "language_type": "English"}


def main(program, ours):
    double = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        port = int(double.stdout.readline())
        judge(f"http://127.0.0.1:{port}/api/v1", ours)
    finally:
        double.stdin.close()
        double.wait()


def judge(base, ours):
    # Read when the module is loaded.
    os.environ["DASHSCOPE_HTTP_BASE_URL"] = base
    socket = base.replace("http://", "ws://").replace("/api/v1", "/api-ws/v1/realtime")
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

    for mode in ("url", "stream"):
        claim(f"polydub gets the same samples, {mode}", samples(polydub(ours, base, mode)) == linked[44:])

    held = [realtime(socket, mode) for mode in ("server_commit", "commit")]
    claim("realtime: sound at 24 kHz", len(held[0]) > len(linked))
    claim("realtime: the same sound in both modes", held[0] == held[1])

    mine = polydub(ours, base, "realtime", ASK["model"] + "-realtime")
    claim("polydub's realtime sound is at 24 kHz", int.from_bytes(mine[24:28], "little") == 24_000)
    claim("polydub gets the same samples, realtime", samples(mine) == held[0])

    instructed = {**ASK, "model": "qwen3-tts-instruct-flash", "instructions": "calm"}
    claim("an instruct model", speak(**instructed).status_code == 200)
    heard = control(base)["questions"][-1]["input"]
    claim("instructions, wherever the vendor's client puts them", heard["instructions"] == "calm")
    tokens = speak(**{**ASK, "model": "qwen-tts"}).usage
    claim("tokens of the first generation", tokens["output_tokens"] >= 50 and not tokens.get("characters"))

    refused = speak(**{**ASK, "model": "qwen3-tts-flash-realtime"})
    claim("a realtime model over HTTP", refused.status_code == 400 and "http call" in refused.message)
    refused = speak(**{**ASK, "model": "qwen3-tts-instruct-flash", "voice": "Rocky"})
    claim("a voice the model lacks", (refused.status_code, refused.code) == (400, "InvalidParameter"))
    refused = speak(**{**ASK, "voice": "Nobody"})
    claim("an unknown voice", (refused.status_code, refused.code) == (400, "InvalidParameter"))
    refused = speak(**{**ASK, "text": "x" * 601})
    claim("too long a text", refused.status_code == 400 and "[0, 600]" in refused.message)
    refused = speak(**{**ASK, "model": "qwen9-tts"})
    claim("an unknown model", (refused.status_code, refused.code) == (404, "ModelNotFound"))
    dashscope.api_key = "sk-other"
    refused = speak(**ASK)
    claim("a wrong key", (refused.status_code, refused.code) == (401, "InvalidApiKey"))


def realtime(url, mode):
    """The sound of one session, up to `session.finished`."""
    from dashscope.audio.qwen_tts_realtime import AudioFormat, QwenTtsRealtime, QwenTtsRealtimeCallback

    finished = threading.Event()
    pieces = []

    class Listener(QwenTtsRealtimeCallback):
        def on_event(self, response):
            if response["type"] == "response.audio.delta":
                pieces.append(base64.b64decode(response["delta"]))
            if response["type"] == "session.finished":
                finished.set()

    session = QwenTtsRealtime("qwen3-tts-flash-realtime", callback=Listener(), url=url)
    session.connect()
    session.update_session(
        voice="Cherry", response_format=AudioFormat.PCM_24000HZ_MONO_16BIT, mode=mode, language_type="English"
    )
    session.append_text(TEXT)
    if mode == "commit":
        session.commit()
    session.finish()
    claim(f"realtime, {mode}: session.finished", finished.wait(30))
    session.close()
    return b"".join(pieces)


def polydub(program, base, mode, model=ASK["model"]):
    """The WAV file that polydub's client makes of the same line."""
    command = [program, base, model, mode, ASK["voice"], TEXT]
    return subprocess.run(
        command, env={**os.environ, "DASHSCOPE_API_KEY": KEY}, stdout=subprocess.PIPE, check=True
    ).stdout


def samples(wave):
    """What follows the header; its size must be true."""
    claim("a true size in polydub's header", int.from_bytes(wave[40:44], "little") == len(wave) - 44)
    return wave[44:]


def control(base):
    """What the double counted for the key."""
    ask = urllib.request.Request(
        base.replace("/api/v1", "/control"), headers={"Authorization": f"Bearer {KEY}"}
    )
    with urllib.request.urlopen(ask) as answer:
        return json.load(answer)


def espeak():
    command = ["espeak-ng", "-v", "en-us", "-s", "175", "-b", "1", "--stdin", "--stdout"]
    return subprocess.run(command, input=TEXT.encode(), stdout=subprocess.PIPE, check=True).stdout


def claim(sentence, holds):
    print(("ok    " if holds else "WRONG ") + sentence)
    if not holds:
        sys.exit(1)


main(*sys.argv[1:3])
