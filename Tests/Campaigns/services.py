#!/usr/bin/env python3
"""The sample film in ten languages through the double of the paid service, in each way its sound comes: the same dub as espeak-ng's.

usage: services.py POLYDUB FAKE-DASHSCOPE

The double speaks with espeak-ng, so every track must be, sample for sample, what espeak-ng alone gives.
"""
import sys
from stage import *

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
LANGUAGES = {"zh": "zh.vtt", "de": "de.ass", "it": "it.vtt", "pt": "pt-BR.ttml", "es": "es.srt", "ja": "ja.vtt", "ko": "ko.ttml",
             "fr": "fr.srt", "ru": "ru.ass", "en": "en.srt"}
MODES = {"espeak": "", "url": "mode: url", "stream": "mode: stream",
         "realtime": "mode: realtime, model: qwen3-tts-flash-realtime, sample_rate: 22050",
         "realtime, commit": "mode: realtime, model: qwen3-tts-flash-realtime, sample_rate: 22050, commit: client"}


class Demo:
    """The demo in a folder of its own, spoken one way."""

    def __init__(self, root, number, mode, port):
        self.folder = Path(root) / f"demo{number}"
        self.folder.mkdir()
        voice = "qwen/Cherry" if mode else "espeak/default"
        text = (f"video: {SAMPLES}/harbour.mp4\noutput: out/harbour.mkv\nsource_language: en\nmix: {{ mode: replace }}\n"
                "fit: { respeak: never }\ntracks: out/{language}.flac\n")
        if mode:
            text += (f'providers:\n  qwen: {{ type: dashscope, base_url: "http://127.0.0.1:{port}/api/v1", '
                     f'requests_per_second: 1000, {mode} }}\n')
        text += "languages:\n" + "".join(
            f"  {tag}: {{ subtitles: {SAMPLES}/harbour.{file}, voice: {voice}, spell_out: off, check_language: false }}\n"
            for tag, file in LANGUAGES.items())
        (self.folder / "film.yaml").write_text(text)

    def sounds(self):
        """A digest of the samples of every language's track."""
        return {tag: subprocess.run(
            ["ffmpeg", "-v", "error", "-i", str(self.folder / f"out/{tag}.flac"), "-map", "0:a", "-f", "md5", "-"],
            check=True, capture_output=True, text=True).stdout.strip() for tag in LANGUAGES}


def main():
    program, double = sys.argv[1], Double(sys.argv[2])
    with scratch() as root:
        wanted = None
        for number, (name, mode) in enumerate(MODES.items()):
            key = f"{KEY}-services-{number}"
            demo, polydub = Demo(root, number, mode, double.port), Polydub(program, key)
            bought = Bought(double, key)
            forecast = json.loads(polydub.run(demo, "plan", "film.yaml", "--json")[1])
            code, out, errors = polydub.run(demo)
            if not claim(code == 0, f"{name}: the demo is dubbed into {len(LANGUAGES)} languages ({code} {sentences(errors)})"):
                continue
            report, count, sounds = json.loads(out), bought.collect(), demo.sounds()
            wanted = wanted or sounds
            same = [tag for tag in LANGUAGES if sounds[tag] == wanted[tag]]
            claim(len(same) == len(LANGUAGES), f"{name}: {len(same)} of {len(LANGUAGES)} tracks are espeak-ng's, sample for sample")
            if mode:
                claim(report["calls"] == count["calls"] == len(bought.texts) and bought.repeated == 0,
                      f"{name}: {report['calls']} calls, {sum(bought.texts.values())} spoken, none twice")
                claim(forecast["characters"] == report["characters"] == bought.billed and forecast["calls"] == count["calls"],
                      f"{name}: planned {forecast['characters']} characters in {forecast['calls']} calls, billed {bought.billed}")
                claim(forecast["cost"] == report["cost"]["amount"], f"{name}: planned {forecast['cost']} USD, spent {report['cost']['amount']}")
            code, out, _ = Polydub(program, "").run(demo)
            claim(code == 0 and json.loads(out)["calls"] == 0 and double.control(key)["calls"] == 0, f"{name}: a rerun needs no call and no key")
    double.stop()
    sys.exit(1 if claim.failed else 0)


main()
