#!/usr/bin/env python3
"""OpenAI's own client against the double of a speech server. Usage: openai_speech.py FAKEOMNI

It must get sound whole and in a stream, the same both times and the one espeak-ng makes by itself, and see refusals as
refusals. That polydub's client gets these samples too is a test of VoicesTests.
"""
import base64
import json
import subprocess
import sys

import openai

TEXT = "The meeting is about to begin."
ASK = {"model": "Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice", "voice": "vivian", "input": TEXT}
MORE = {"language": "English", "task_type": "CustomVoice", "seed": 1}


def main(program):
    double = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        port = int(double.stdout.readline())
        judge(openai.OpenAI(api_key="sk-canary-key", base_url=f"http://127.0.0.1:{port}/v1", max_retries=0))
    finally:
        double.stdin.close()
        double.wait()


def judge(client):
    speak = client.audio.speech.create
    stream = client.audio.speech.with_streaming_response.create

    whole = speak(**ASK, response_format="wav", extra_body=MORE)
    claim("audio/wav", whole.response.headers["content-type"] == "audio/wav")
    claim("the samples are those of espeak-ng alone", whole.content[44:] == espeak()[44:])
    claim("true sizes", int.from_bytes(whole.content[40:44], "little") == len(whole.content) - 44)

    with stream(**ASK, response_format="wav") as answer:
        claim("the same sound with a streaming response", b"".join(answer.iter_bytes()) == whole.content)
    bare = speak(**ASK, response_format="pcm").content
    with stream(**ASK, response_format="pcm", extra_body={"stream": True, "stream_format": "audio"}) as answer:
        claim("stream_format audio: bare samples", answer.headers["content-type"] == "audio/pcm")
        claim("the same samples", b"".join(answer.iter_bytes()) == bare)
    with stream(**ASK, response_format="wav", extra_body={"stream": True}) as answer:
        claim("stream: events", answer.headers["content-type"].startswith("text/event-stream"))
        events = [json.loads(line[6:]) for line in answer.iter_lines() if line.startswith("data: ")]
    claim("speech.audio.done, last", [event["type"] for event in events].index("speech.audio.done") == len(events) - 1)
    streamed = b"".join(base64.b64decode(event["audio"]) for event in events[:-1])
    claim("the streamed sizes lie", streamed[4:8] == streamed[40:44] == b"\xff\xff\xff\xff")
    claim("the same sound in events", streamed[44:] == whole.content[44:])

    claim("models are listed", ASK["model"] in [model.id for model in client.models.list()])
    refused("an unknown voice", openai.BadRequestError, speak, voice="nobody")
    refused("an unknown model", openai.NotFoundError, speak, model="gpt-9")
    refused("another task", openai.BadRequestError, speak, extra_body={"task_type": "Base"})
    refused("long instructions", openai.BadRequestError, speak, instructions="x" * 501)


def refused(sentence, kind, speak, **change):
    try:
        speak(**{**ASK, **change})
    except kind:
        return claim(sentence, True)
    claim(sentence, False)


def espeak():
    command = ["espeak-ng", "-v", "en-us", "-s", "175", "-b", "1", "--stdin", "--stdout"]
    return subprocess.run(command, input=TEXT.encode(), stdout=subprocess.PIPE, check=True).stdout


def claim(sentence, holds):
    print(("ok    " if holds else "WRONG ") + sentence)
    if not holds:
        sys.exit(1)


main(sys.argv[1])
