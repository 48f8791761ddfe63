#!/usr/bin/env python3
"""Makes samples/harbour.mp4 from nothing but this folder, in about two minutes.

Needs ffmpeg, espeak-ng, numpy, pycairo and the font EB Garamond. On Debian 12:
    apt-get install ffmpeg espeak-ng python3-numpy python3-cairo fonts-ebgaramond
The narration is placed by harbour.en.srt: edit a cue there, make the film again, and it follows.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from multiprocessing import Pool
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Drawn at 1280x720 and scaled down, which smooths every edge once more.
ENCODING = """
    -vf scale=960:540:flags=lanczos+accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=tv
    -pix_fmt yuv420p -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv
    -c:v libx264 -preset slow -threads 1 -g 250
    -x264-params aq-mode=3:aq-strength=0.9:deblock=1,1:psy-rd=0.4,0
    -c:a aac -b:a 128k -metadata:s:a:0 language=eng -metadata:s:v:0 language=und
    -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -movflags +faststart"""


def chapters_file(picture):
    lines = [
        ";FFMETADATA1",
        "title=Harbour",
        "artist=The polydub authors",
        "copyright=Apache-2.0",
        "comment=Drawn and voiced by samples/make.py",
    ]
    ends = [start for start, _ in picture.CHAPTERS[1:]] + [picture.SECONDS]
    for (start, name), end in zip(picture.CHAPTERS, ends):
        lines += [
            "[CHAPTER]",
            "TIMEBASE=1/1000",
            f"START={round(start * 1000)}",
            f"END={round(end * 1000)}",
            f"title={name}",
        ]
    return "\n".join(lines) + "\n"


def encode(picture, soundtrack, folder, output, quality, workers):
    """Pipes the frames to x264; one thread and bit-exact flags make it repeatable."""
    chapters = folder / "chapters.txt"
    chapters.write_text(chapters_file(picture), encoding="utf-8")
    sources = f"""-f rawvideo -pix_fmt rgb24
        -s {picture.WIDTH}x{picture.HEIGHT} -r {picture.FPS} -i -
        -f f32le -ar 48000 -ac 2 -i {soundtrack} -i {chapters}
        -map 0:v -map 1:a -map_metadata 2 -map_chapters 2"""
    command = ["ffmpeg", "-v", "error", "-y", *sources.split(), *ENCODING.split()]
    command += ["-crf", str(quality), output]
    encoder = subprocess.Popen(command, stdin=subprocess.PIPE)
    with Pool(workers) as pool:
        for pixels in pool.imap(picture.frame, range(picture.SECONDS * picture.FPS), chunksize=4):
            encoder.stdin.write(pixels)
    encoder.stdin.close()
    if encoder.wait():
        sys.exit("ffmpeg could not encode the film; its message is above.")


def main():
    parser = argparse.ArgumentParser(description="Makes the sample film.")
    parser.add_argument("-o", "--output", type=Path, default=HERE / "harbour.mp4")
    parser.add_argument(
        "--quality", type=float, default=31, help="x264 CRF; lower is better and larger"
    )
    parser.add_argument("--workers", type=int, default=max((os.cpu_count() or 2) - 1, 2))
    options = parser.parse_args()
    for tool in ("ffmpeg", "espeak-ng", "fc-match"):
        if not shutil.which(tool):
            package = "fontconfig" if tool == "fc-match" else tool
            sys.exit(f"{tool} is missing: apt-get install {package}")
    try:
        import picture
        import sound
    except ModuleNotFoundError as missing:
        package = {"numpy": "python3-numpy", "cairo": "python3-cairo"}.get(
            missing.name, missing.name
        )
        sys.exit(f"Python module {missing.name} is missing: apt-get install {package}")
    picture.require_font()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        soundtrack = folder / "sound.f32"
        soundtrack.write_bytes(
            sound.mix(HERE / "harbour.en.srt", picture.SECONDS).astype("<f4").tobytes()
        )
        encode(picture, soundtrack, folder, options.output, options.quality, options.workers)
    print(f"{options.output}: {options.output.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
