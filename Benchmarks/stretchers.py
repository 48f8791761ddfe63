"""Programs that change the tempo of speech, each as a function: samples, pace and wanted length in, samples out.

Samples are mono floats at 48 kHz. Only ours is told the length; the others get the pace that leads to it.
"""
import ctypes
import ctypes.util
import os
import resource
import subprocess
import tempfile
import time

import numpy as np
import soundfile

RATE = 48_000
HERE = os.path.dirname(os.path.abspath(__file__))
OURS = os.path.join(HERE, "sound", ".build", "release", "sound-benchmark")


class Ours:
    """Period splicing, the one of the product (Sources/Sound)."""

    name = "polydub"

    def __call__(self, samples, pace, length, times=1):
        with tempfile.TemporaryDirectory() as folder:
            source, target = os.path.join(folder, "in"), os.path.join(folder, "out")
            samples.astype("<f4").tofile(source)
            words = [OURS, "stretch", source, target, RATE, length, times]
            done = subprocess.run(list(map(str, words)), check=True, capture_output=True, text=True)
            self.milliseconds = float(done.stdout)
            return np.fromfile(target, dtype="<f4").astype(np.float64)


class Sonic:
    """libsonic, as espeak-ng and many players use it; loaded, not copied."""

    name = "Sonic"

    def __init__(self):
        self.lib = ctypes.CDLL(ctypes.util.find_library("sonic"))
        self.lib.sonicCreateStream.restype = ctypes.c_void_p
        self.lib.sonicSetSpeed.argtypes = [ctypes.c_void_p, ctypes.c_float]
        for call in (self.lib.sonicWriteFloatToStream, self.lib.sonicReadFloatFromStream):
            call.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_float), ctypes.c_int]
        for call in (self.lib.sonicFlushStream, self.lib.sonicDestroyStream):
            call.argtypes = [ctypes.c_void_p]

    def __call__(self, samples, pace, length):
        begin = time.process_time()
        stream = self.lib.sonicCreateStream(RATE, 1)
        self.lib.sonicSetSpeed(stream, pace)
        floats = samples.astype(np.float32)
        out, room = [], np.empty(8192, np.float32)
        pointer = lambda array: array.ctypes.data_as(ctypes.POINTER(ctypes.c_float))

        def drain():
            while (count := self.lib.sonicReadFloatFromStream(stream, pointer(room), room.size)) > 0:
                out.append(room[:count].copy())

        for start in range(0, floats.size, 4096):
            block = np.ascontiguousarray(floats[start:start + 4096])
            self.lib.sonicWriteFloatToStream(stream, pointer(block), block.size)
            drain()
        self.lib.sonicFlushStream(stream)
        drain()
        self.lib.sonicDestroyStream(stream)
        self.milliseconds = (time.process_time() - begin) * 1000
        return np.concatenate(out).astype(np.float64)


class Program:
    """A program between two WAV files."""

    def __init__(self, name, words, subtype="FLOAT"):
        self.name, self.words, self.subtype = name, words, subtype

    def __call__(self, samples, pace, length):
        with tempfile.TemporaryDirectory() as folder:
            source, target = os.path.join(folder, "in.wav"), os.path.join(folder, "out.wav")
            soundfile.write(source, samples, RATE, subtype=self.subtype)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            words = [w.format(source=source, target=target, pace=pace, percent=(pace - 1) * 100)
                     for w in self.words]
            subprocess.run(words, check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
            self.milliseconds = spent * 1000
            return soundfile.read(target, dtype="float64")[0]


def every():
    """All of them, ours first."""
    return [
        Ours(),
        Sonic(),
        Program("atempo", ["ffmpeg", "-v", "error", "-i", "{source}", "-af", "atempo={pace:.9f}",
                           "-c:a", "pcm_f32le", "{target}"]),
        # It reads no floats.
        Program("SoundTouch", ["soundstretch", "{source}", "{target}", "-tempo={percent:.6f}", "-speech"],
                subtype="PCM_16"),
        Program("Rubber Band R3", ["rubberband", "-q", "-3", "--tempo", "{pace:.9f}", "{source}", "{target}"]),
    ]
