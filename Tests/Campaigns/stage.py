"""What every campaign needs: the double of the speech service, films to dub, and an account of what was asked and said."""
import collections, hashlib, json, os, sqlite3, subprocess, tempfile, urllib.request
from pathlib import Path

KEY = "sk-canary-key"


class Double:
    """The double of DashScope as a process; each key is an account of its own."""

    def __init__(self, program):
        self.program, self.port, self.process = program, 0, None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.program, str(self.port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    def stop(self):
        self.process.kill()
        self.process.wait()

    def control(self, key, faults=None):
        body = None if faults is None else json.dumps(faults).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/control", data=body, headers={"Authorization": f"Bearer {key}"})
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None


class Bought:
    """What an account has bought so far, through restarts of the double."""

    def __init__(self, double, key):
        self.double, self.key = double, key
        self.texts, self.billed, self.throttled = collections.Counter(), 0, 0
        double.control(key, [])

    def collect(self, faults=()):
        """Adds what was bought since the last time, and sets what goes wrong next; returns the count."""
        count = self.double.control(self.key)
        for question in count["questions"]:
            words = question["input"]
            self.texts[question["model"], words["voice"], words.get("language_type"), words["text"]] += 1
        self.billed += count["billed"]
        self.throttled += count["throttled"]
        self.double.control(self.key, list(faults))
        return count

    @property
    def repeated(self):
        return sum(n - 1 for n in self.texts.values())


def clock(seconds):
    milliseconds = round(seconds * 1000)
    return f"{milliseconds // 3600000:02}:{milliseconds // 60000 % 60:02}:{milliseconds // 1000 % 60:02},{milliseconds % 1000:03}"


WORDS = "harbour morning lantern quiet anchor silver gull rope distant engine market winter garden letter candle river".split()


def sentence(number, length=7):
    """A sentence that no other number has."""
    words = [WORDS[(number * 7 + k * (number % 5 + 3)) % len(WORDS)] for k in range(length)]
    return f"Number {number} {' '.join(words)}."


class Film:
    """A film with numbered sentences in a folder of its own.

    languages: tag -> (voice, number of lines, first number, every so manieth line is too long for one call)
    """

    def __init__(self, root, name, languages, providers="", options="", spacing=2.5):
        self.folder = Path(root) / name
        self.folder.mkdir(parents=True)
        pause = 80  # What a line too long for one call takes to be spoken.
        longest = lambda lines, long: (lines + long - 1) // long if long else 0
        seconds = max(n * spacing + longest(n, long) * pause for _, n, _, long in languages.values()) + 2
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc2=size=64x48:rate=5:duration={seconds}",
             "-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}:sample_rate=48000,volume=0.05", "-pix_fmt", "yuv420p",
             "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-shortest", str(self.folder / "film.mp4")], check=True)
        text = "video: film.mp4\noutput: out/film.mkv\nsource_language: en\nmix: { mode: replace }\nfit: { respeak: never }\n"
        text += options + "languages:\n"
        for tag, (voice, lines, first, long) in languages.items():
            text += f"  {tag}: {{ subtitles: {tag}.srt, voice: {voice}, check_language: false }}\n"
            cues, at = [], 0
            for n in range(lines):
                words = sentence(first + n)
                if long and n % long == 0:
                    words = " ".join(sentence(first + n + 100_000 * k, 12) for k in range(1, 10))
                room = pause if long and n % long == 0 else spacing - 0.3
                cues.append(f"{n + 1}\n{clock(at)} --> {clock(at + room)}\n{words}\n")
                at += room + 0.3
            (self.folder / f"{tag}.srt").write_text("\n".join(cues))
        (self.folder / "film.yaml").write_text(text + (f"providers:\n{providers}" if providers else ""))

    @property
    def output(self):
        return self.folder / "out/film.mkv"

    def digest(self):
        return hashlib.sha256(self.output.read_bytes()).hexdigest() if self.output.exists() else None


class Polydub:
    def __init__(self, program, key=KEY, wrapper=()):
        self.program, self.key, self.wrapper, self.environment = os.path.abspath(program), key, list(wrapper), {}

    def start(self, film, *words, store=None, environment=None):
        place = {**os.environ, "DASHSCOPE_API_KEY": self.key, "POLYDUB_STORE": str(store or film.folder / "store"),
                 "XDG_STATE_HOME": str(film.folder / "state"), "SWIFT_BACKTRACE": "enable=no",
                 **self.environment, **(environment or {})}
        return subprocess.Popen(
            [*self.wrapper, self.program, *words], cwd=film.folder, env=place, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)

    def run(self, film, *words, **options):
        process = self.start(film, *(words or ("run", "film.yaml", "--json")), **options)
        out, errors = process.communicate()
        return process.returncode, out, errors


def ledger(store, sql):
    """Rows of the ledger, as another program would read it."""
    path = Path(store) / "ledger.sqlite"
    if not path.exists():
        return []
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute(sql).fetchall()


def opened(store):
    """Calls that were sent and whose end nobody saw, and the characters they would be billed for."""
    rows = ledger(store, "SELECT COUNT(*), COALESCE(SUM(estimated), 0) FROM calls WHERE state != 'ended'")
    return rows[0] if rows else (0, 0)


def sentences(errors):
    return [line for line in errors.splitlines() if line.startswith("error:")]


def claim(holds, sentence):
    print(f"{'holds' if holds else 'FAILS'}: {sentence}", flush=True)
    claim.failed |= not holds
    return holds


claim.failed = False


def scratch():
    return tempfile.TemporaryDirectory(prefix="polydub-campaign-")
