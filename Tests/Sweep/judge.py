"""What ffprobe, ffmpeg and mkvmerge say about a finished file, without a word from polydub."""

import array
import json
import subprocess


def run(*command, timeout=60):
    return subprocess.run(command, capture_output=True, timeout=timeout, stdin=subprocess.DEVNULL)


def safe(path):
    return "file:" + str(path)


def probe(path):
    found = run("ffprobe", "-v", "quiet", "-of", "json", "-show_streams", "-show_format", safe(path))
    return json.loads(found.stdout or b"{}")


def packets(path, index):
    """(pts, duration) in seconds of the packets that are shown."""
    found = run("ffprobe", "-v", "quiet", "-fflags", "+genpts", "-of", "json",
                "-select_streams", str(index), "-show_entries", "packet=pts_time,duration_time,flags", safe(path))
    listed = json.loads(found.stdout or b"{}").get("packets", [])
    return [(float(p["pts_time"]), float(p.get("duration_time", 0))) for p in listed
            if "pts_time" in p and "D" not in p["flags"]]


def span(path, index):
    """First presentation time and length of a stream, in seconds."""
    shown = packets(path, index)
    if not shown:
        return None
    start = min(p for p, _ in shown)
    return start, max(p + d for p, d in shown) - start


def copied(path, index):
    """MD5 of the packets of one stream."""
    return run("ffmpeg", "-v", "error", "-i", safe(path), "-map", f"0:{index}", "-c", "copy",
               "-f", "md5", "-").stdout


def alike(source, a, output, b, kind):
    """Whether streams that are framed differently by their containers hold the same."""
    if kind == "audio":
        bare = run("ffmpeg", "-v", "error", "-i", safe(source), "-map", f"0:{a}", "-c", "copy",
                   "-bsf:a", "aac_adtstoasc", "-f", "md5", "-").stdout
        return bool(bare) and bare == copied(output, b)
    codecs = [s["codec_name"] for s in probe(source)["streams"] if s["index"] == a]
    framed = codecs[0] in ("h264", "hevc") and source.suffix in (".ts", ".avi")
    return framed and pictures(source, a) == pictures(output, b)


def pictures(path, index):
    """MD5 of the decoded pictures of one stream."""
    return run("ffmpeg", "-v", "error", "-i", safe(path), "-map", f"0:{index}", "-fps_mode",
               "passthrough", "-pix_fmt", "yuv420p", "-f", "md5", "-").stdout


def sound(path, index):
    """Mono samples at 48 kHz; sample 0 is 0 on the file's own clock. And what ffmpeg complained of."""
    found = run("ffmpeg", "-v", "error", "-copyts", "-i", safe(path), "-map", f"0:{index}",
                "-ac", "1", "-af", "aresample=48000:async=1:min_hard_comp=0.0005:first_pts=0",
                "-f", "f32le", "-")
    samples = array.array("f")
    samples.frombytes(found.stdout[: len(found.stdout) // 4 * 4])
    return samples, found.stderr.decode(errors="replace").strip()


def onset(samples, after=0.0, level=0.02):
    """When the sound is first louder than `level`, in seconds of its own clock."""
    for place in range(max(0, int(after * 48_000)), len(samples)):
        if abs(samples[place]) > level:
            return place / 48_000
    return None


def flash(path, index):
    """When the picture turns white, in seconds of the file's own clock."""
    found = run("ffmpeg", "-v", "error", "-copyts", "-i", safe(path), "-map", f"0:{index}",
                "-vf", "scale=16:16,format=gray,signalstats,"
                "metadata=print:key=lavfi.signalstats.YAVG:file=-",
                "-fps_mode", "passthrough", "-f", "null", "-")
    time = None
    for line in found.stdout.decode().splitlines():
        if "pts_time:" in line:
            time = float(line.split("pts_time:")[1])
        elif "YAVG=" in line and float(line.split("=")[1]) > 128:
            return time
    return None


def identified(path):
    """What mkvmerge objects to in a Matroska file."""
    found = json.loads(run("mkvmerge", "-J", str(path)).stdout)
    return found.get("errors", []) + found.get("warnings", [])
