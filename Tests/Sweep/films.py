"""Films made to be difficult. Those called `beep…` flash and beep at `BEEP` seconds of picture."""

import subprocess

BEEP = 6.0
PICTURE = ("color=black:size=160x120:rate={rate}:duration=8,"
           "drawbox=color=white:t=fill:enable='between(t,6,6.3)'")
SOUND = "aevalsrc='0.5*sin(6283*t)*between(t,6,6.3)':s={hz}:d=8"
X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]


def lag(source):
    """How much later than the flash the beep is meant to be."""
    # Of a film with a variable frame rate the two pictures before its flash are left out.
    return -0.08 if "vfr" in source.name else 0.0


def ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-v", "error", "-y", *map(str, arguments)], check=True,
                   stdin=subprocess.DEVNULL)


def lavfi(*graphs):
    return [word for graph in graphs for word in ("-f", "lavfi", "-i", graph)]


def film(path, *extra, rate="25", hz=48000, sounds=1, codecs=None):
    inputs = lavfi(PICTURE.format(rate=rate), SOUND.format(hz=hz))
    maps = ["-map", "0:v"] + ["-map", "1:a"] * sounds
    ffmpeg(*inputs, *maps, *(codecs or X264 + ["-c:a", "aac"]), *extra, path)
    return path


def make(folder):
    """All of them, in `folder`."""
    folder.mkdir(parents=True)
    names = folder / "names"
    names.mkdir()
    plain = film(folder / "beep plain.mp4")
    cover = folder / "cover.png"
    ffmpeg(*lavfi("color=red:size=64x64:duration=1"), "-frames:v", 1, cover)
    at = lambda name: folder / name
    made = [
        plain,
        film(at("beep starts at 10 s.mkv"), "-output_ts_offset", 10),
        film(at("beep starts at 10 s.mp4"), "-output_ts_offset", 10),
        film(at("beep b-frames.mp4"),
             codecs=["-c:v", "libx264", "-bf", "3", "-pix_fmt", "yuv420p", "-c:a", "aac"]),
        film(at("beep b-frames.ts"),
             codecs=["-c:v", "libx264", "-bf", "3", "-pix_fmt", "yuv420p", "-c:a", "aac"]),
        film(at("beep 29.97.mp4"), rate="30000/1001"),
        film(at("beep mono 44100.mp4"), hz=44100),
        film(at("beep 5.1.mp4"), "-ac", 6),
        film(at("beep 5.1 ac3.mkv"), "-ac", 6, "-c:a", "ac3"),
        film(at("beep two sounds.mp4"), "-metadata:s:a:1", "language=deu", sounds=2),
        film(at("beep.ts")),
        film(at("beep mpeg2.ts"), codecs=["-c:v", "mpeg2video", "-c:a", "mp2"]),
        film(at("beep.flv")),
        film(at("beep mpeg4 mp3.avi"), codecs=["-c:v", "mpeg4", "-c:a", "libmp3lame"]),
        film(at("beep h264.avi")),
        film(at("beep b-frames.avi"),
             codecs=["-c:v", "mpeg4", "-bf", "2", "-c:a", "ac3"]),
        film(at("beep fragmented.mp4"), "-movflags", "frag_keyframe+empty_moov"),
        film(at("beep.webm"), codecs=["-c:v", "libvpx", "-c:a", "libopus"]),
        film(at("beep vorbis.webm"), codecs=["-c:v", "libvpx-vp9", "-c:a", "libvorbis"]),
        film(at("beep pcm.mov"), codecs=X264 + ["-c:a", "pcm_s16le"]),
        film(at("beep flac.mkv"), codecs=X264 + ["-c:a", "flac"]),
        film(at("beep.wmv"), codecs=["-c:v", "wmv2", "-c:a", "wmav2"]),
        film(at("beep.mpg"), codecs=["-c:v", "mpeg2video", "-c:a", "mp2"]),
        film(at("beep.ogv"), codecs=["-c:v", "libtheora", "-c:a", "libvorbis"]),
    ]
    ffmpeg("-i", plain, "-c", "copy", "-avoid_negative_ts", "disabled", "-output_ts_offset", -1,
           at("beep negative.mp4"))
    # Cut between key frames: an edit list hides what comes before.
    ffmpeg("-ss", 0.5, "-i", film(at("long.mp4")), "-c", "copy", at("edit list.mp4"))
    ffmpeg(*lavfi(PICTURE.format(rate="25"), SOUND.format(hz=48000)), "-vf",
           "select='not(between(mod(n,7),2,4))'", "-fps_mode", "vfr", *X264, "-c:a", "aac",
           at("beep vfr.mp4"))
    ffmpeg("-i", plain, "-i", cover, "-map", 0, "-map", 1, "-c", "copy", "-c:v:1", "png",
           "-disposition:v:1", "attached_pic", at("beep cover.mp4"))
    ffmpeg("-i", plain, "-c", "copy", "-metadata:s:v:0", "rotate=90", at("beep rotated.mp4"))
    ffmpeg("-i", plain, "-c", "copy", "-an", at("no audio.mp4"))
    ffmpeg("-i", plain, "-c", "copy", "-vn", at("audio only.m4a"))
    ffmpeg("-i", plain, "-i", cover, "-map", "0:a", "-map", "1:v", "-c:a", "flac",
           "-disposition:v:0", "attached_pic", at("audio with cover.flac"))
    ffmpeg(*lavfi("testsrc2=size=160x120:rate=25:duration=0.04", SOUND.format(hz=48000)), *X264,
           "-c:a", "aac", at("single frame.mp4"))
    ffmpeg(*lavfi("testsrc2=size=160x120:rate=25:duration=0.04"), *X264, at("only a frame.mp4"))
    ffmpeg("-i", plain, "-itsoffset", 1, "-i", plain, "-map", "0:v", "-map", "1:a", "-c", "copy",
           at("late sound.mp4"))
    ffmpeg("-itsoffset", 1, "-i", plain, "-i", plain, "-map", "0:v", "-map", "1:a", "-c", "copy",
           at("late picture.mkv"))
    texts = at("lines.srt")
    texts.write_text("1\n00:00:01,000 --> 00:00:02,000\n<i>One</i>\n\n"
                     "2\n00:00:03,000 --> 00:00:04,000\nTwo\n")
    chapters = at("chapters.txt")
    chapters.write_text(";FFMETADATA1\n" + "".join(
        f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={n * 4000}\nEND={n * 4000 + 4000}\ntitle=Part {n}\n"
        for n in range(2)))
    ffmpeg("-i", plain, "-i", texts, "-i", chapters, "-map", "0", "-map", "1", "-map_metadata", 2,
           "-map_chapters", 2, "-c", "copy", "-attach", cover, "-metadata:s:t",
           "mimetype=image/png", at("beep chapters srt attachment.mkv"))
    ffmpeg("-i", plain, "-i", texts, "-i", chapters, "-map", "0", "-map", "1", "-map_chapters", 2,
           "-c", "copy", "-c:s", "mov_text", at("beep chapters mov_text.mp4"))
    ffmpeg("-i", plain, "-i", texts, "-map", "0", "-map", "1", "-c", "copy", "-c:s", "ass",
           at("beep ass.mkv"))
    made += [at(name) for name in (
        "beep negative.mp4", "edit list.mp4", "beep vfr.mp4", "beep cover.mp4", "beep rotated.mp4",
        "no audio.mp4", "audio only.m4a", "audio with cover.flac", "single frame.mp4",
        "only a frame.mp4", "late sound.mp4", "late picture.mkv",
        "beep chapters srt attachment.mkv", "beep chapters mov_text.mp4", "beep ass.mkv")]
    for name in ("-dash", "--json", "it's \"quoted\"", "[a]*?{b}", "new\nline", "🎬 фильм", "100%d",
                 "colon:name", "#hash & more", " spaces ", "back\\slash"):
        made.append(names / f"{name}.mp4")
        made[-1].write_bytes(plain.read_bytes())
    damaged = plain.read_bytes()
    for name, content in (("cut.mp4", damaged[:len(damaged) // 2]), ("empty.mp4", b""),
                          ("zeros.mkv", bytes(5000)), ("cut.mkv",
                           at("beep starts at 10 s.mkv").read_bytes()[:40_000])):
        at(name).write_bytes(content)
        made.append(at(name))
    return made


def still(folder):
    """The smallest film there is."""
    path = folder / "still.mp4"
    ffmpeg(*lavfi("color=black:size=16x16:rate=5:duration=1"), *X264, path)
    return path
