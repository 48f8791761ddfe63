import Foundation

/// The edits, each made on top of those before it, with what must be told of it.
extension ExplainTests {
  static let subtitleEdits = [
    Edit(
      "text", because: "the subtitles of es were edited: the text of cue 1",
      saying: ["text changed"], makes: ["es/speak/1", "es/mix", "mux"]
    ) { try $0.edit("es.srt", "Buenos días", "Buenas noches") },
    Edit(
      "time", because: "the subtitles of es were edited: the time of cue 2",
      makes: ["es/mix", "mux"]
    ) { try $0.edit("es.srt", "00:00:01,100", "00:00:01,200") },
    // The file has the speaker among the words of the cue.
    Edit(
      "speaker", because: "the subtitles of es were edited: the text of cue 2",
      "the speaker of line 2 changed: ANA → EVA", makes: ["es/read", "es/segment", "es/word"]
    ) { try $0.edit("es.srt", "ANA:", "EVA:") },
    Edit(
      "line added", because: "the subtitles of es were edited: cue 3 was added",
      saying: ["line added", "new"], makes: ["es/speak/3", "es/mix", "mux"]
    ) {
      try $0.edit(
        "es.srt", "3\n00:00:02,2", "3\n00:00:02,020 --> 00:00:02,180\nSí.\n\n4\n00:00:02,2")
    },
    Edit(
      "line removed", because: "the subtitles of es were edited: cue 3 was removed",
      makes: ["mux"]
    ) {
      try $0.edit(
        "es.srt", "3\n00:00:02,020 --> 00:00:02,180\nSí.\n\n4\n00:00:02,2", "3\n00:00:02,2")
    },
  ]

  static let voiceEdits = [
    Edit("voice", because: "voice changed: es → es-419", makes: ["es/speak/1", "es/speak/3"]) {
      try $0.edit("film.yaml", "espeak/es,", "espeak/es-419,")
    },
    Edit(
      "cast", because: "ANA has a voice of its own", "the cast names other speakers",
      saying: ["voice changed: es-419 → es+f3"], makes: ["es/speak/2", "es/mix"]
    ) { try $0.edit("film.yaml", "title: Uno", "title: Uno, cast: { ANA: espeak/es+f3 }") },
    Edit(
      "another in the cast", because: "voice of ANA changed: es+f3 → es+f2",
      saying: ["voice changed: es+f3 → es+f2"], makes: ["es/speak/2", "es/mix"]
    ) { try $0.edit("film.yaml", "es+f3", "es+f2") },
    Edit(
      "lexicon", because: "the lexicon changed", saying: ["text changed"], makes: ["es/speak/2"]
    ) {
      try $0.write("words.yaml", "- { written: calma, spoken: paz }\n")
      try $0.edit("film.yaml", "title: Uno", "title: Uno, lexicon: words.yaml")
    },
    Edit("direction nobody follows", because: "the direction changed", makes: ["es/word"]) {
      try $0.edit("film.yaml", "title: Uno", "title: Uno, direction: despacio")
    },
    Edit(
      "pace of a line", because: "the direction or wording of a line changed",
      "other lines have a take or a wording of their own", saying: ["pace 100 → 110 %"],
      makes: ["es/speak/3", "es/mix"]
    ) {
      try $0.edit("film.yaml", "title: Uno", "title: Uno, lines: { \"3\": { pace: 110 } }")
    },
    Edit(
      "tool upgraded", because: "espeak-ng was upgraded: \(espeakVersion) → 9.99",
      makes: ["es/speak/1", "fr/speak/1"]
    ) {
      try $0.wrapEspeak(
        """
        if [ "$1" = --version ]; then
          echo 'eSpeak NG text-to-speech: 9.99  Data at: /usr/share'
          exit
        fi
        """)
    },
  ]

  private static var espeakVersion: String {
    let told = (try? tool("espeak-ng", ["--version"])) ?? ""
    return told.firstMatch(of: /: ([0-9.]+)/).map { String($0.1) } ?? "none"
  }

  static let settingEdits = [
    Edit("fit constant", because: "fit.late_tolerance: 200 → 300", makes: ["es/draft", "fr/draft"])
    { try $0.edit("film.yaml", "late_tolerance: 200", "late_tolerance: 300") },
    Edit(
      "tempo", because: "fit.tempo: 100 → 120", saying: ["made for the first time"],
      makes: ["es/draft", "fr/draft"]
    ) { try $0.edit("film.yaml", "tempo: 100", "tempo: 120") },
    Edit("respeak", because: "fit.respeak: free → never", makes: ["es/stretch/1"]) {
      try $0.edit("film.yaml", "respeak: free", "respeak: never")
    },
    Edit("loudness", because: "mix.loudness: match → stream", makes: ["es/encode", "fr/encode"]) {
      try $0.edit("film.yaml", "loudness: match", "loudness: stream")
    },
    Edit(
      "mix mode", because: "mix.mode: duck → replace",
      saying: ["the mix mode needs the width of the original, not its sound"],
      makes: ["es/mix", "fr/mix", "bed"]
    ) { try $0.edit("film.yaml", "mode: duck", "mode: replace") },
    Edit("pan", because: "mix.pan.ANA: nothing → -40", makes: ["es/mix"]) {
      try $0.edit("film.yaml", "mode: replace", "mode: replace, pan: { ANA: -40 }")
    },
    Edit("title", because: "languages.es.title: Uno → Dos", makes: ["mux"]) {
      try $0.edit("film.yaml", "title: Uno", "title: Dos")
    },
    Edit("default track", because: "default_track: nothing → fr", makes: ["mux"]) {
      try $0.edit(
        "film.yaml", "segmentation: sentence", "segmentation: sentence\ndefault_track: fr")
    },
    Edit(
      "segmentation", because: "segmentation: sentence → cue", makes: ["es/segment", "fr/segment"]
    ) { try $0.edit("film.yaml", "segmentation: sentence", "segmentation: cue") },
    Edit("codec", because: "audio.codec: aac → opus", makes: ["es/encode", "fr/encode"]) {
      try $0.edit("film.yaml", "default_track: fr", "default_track: fr\naudio: { codec: opus }")
    },
    // Both are named by the step each bears on.
    Edit(
      "two at once", because: "languages.es.title: Dos → Tres", "mix.pan.ANA: -40 → 40",
      makes: ["es/mix", "es/encode", "mux"]
    ) {
      try $0.edit("film.yaml", "title: Dos", "title: Tres")
      try $0.edit("film.yaml", "ANA: -40", "ANA: 40")
    },
  ]

  static let fileEdits = [
    Edit("output path", because: "output: out/film.mkv → out/two.mkv", makes: ["mux"]) {
      try $0.edit("film.yaml", "out/film.mkv", "out/two.mkv")
    },
    Edit("container", because: "output: out/two.mkv → out/two.mp4", makes: ["mux", "check"]) {
      try $0.edit("film.yaml", "out/two.mkv", "out/two.mp4")
    },
    Edit(
      "stem", because: "mix.bed.file: stem.wav is new", "mix.mode: duck → bed",
      saying: ["made for the first time"], makes: ["bed", "es/mix"]
    ) { try $0.edit("film.yaml", "mode: duck", "mode: bed, bed: { file: stem.wav }") },
    Edit("stem replaced", because: "the stem is another file", makes: ["bed", "es/mix"]) {
      try tool("ffmpeg", ["-v", "error", "-y"] + stem(550) + [$0.path("stem.wav")])
    },
    Edit("video replaced", because: "the video is another file", makes: ["probe", "mux"]) {
      try tool(
        "ffmpeg",
        ["-v", "error", "-y"]
          + picture(pitch: 350) + [$0.path("film.mp4")])
    },
    Edit(
      "output lost", because: "its file was not there any more, or not as it was written",
      makes: ["mux"]
    ) { try FileManager.default.removeItem(atPath: $0.path("out/two.mp4")) },
  ]

  /// Of lines a service speaks, which follows directions.
  static let lineEdits = [
    Edit(
      "direction", because: "the direction changed", saying: ["direction changed"],
      makes: ["es/speak/1", "es/speak/2", "es/speak/3"]
    ) { try $0.edit("film.yaml", "title: Uno", "title: Uno, direction: Slowly.") },
    Edit(
      "direction of a line", because: "the direction or wording of a line changed",
      "other lines have a take or a wording of their own", saying: ["direction changed"],
      makes: ["es/speak/2"]
    ) {
      try $0.edit(
        "film.yaml", "title: Uno", "title: Uno, lines: { \"2\": { direction: Whispered. } }")
    },
    Edit(
      "words of a line", because: "the direction or wording of a line changed",
      saying: ["text changed"], makes: ["es/speak/2"]
    ) {
      try $0.edit("film.yaml", "direction: Whispered.", "direction: Whispered., say: Calma.")
    },
    // The line itself is bought by `retake`.
    Edit(
      "retake", because: "what was chosen for es/3 changed", saying: ["made for the first time"],
      makes: ["es/choose"]
    ) { try $0.polydub("retake", "film.yaml", "es/3", environment: ["TEST_KEY": Service.key]) },
    Edit(
      "recording", because: "what was chosen for es/1 changed",
      saying: ["a recording takes the place of the voice", "direction changed"],
      makes: ["es/mix"]
    ) {
      try tool("espeak-ng", ["-v", "es", "-w", $0.path("mine.wav"), "Buenos días."])
      try $0.polydub("replace", "film.yaml", "es/1", "mine.wav")
    },
    Edit(
      "model", because: "providers.qwen.model: qwen3-tts-instruct-flash → qwen3-tts-flash",
      saying: ["direction changed"], makes: ["es/speak/2", "es/speak/3"]
    ) { try $0.edit("film.yaml", "qwen3-tts-instruct-flash", "qwen3-tts-flash") },
    Edit("lock", because: "what was chosen for es/2 changed", makes: ["es/choose"]) {
      try $0.polydub("lock", "film.yaml", "es/2")
    },
    Edit(
      "words under a lock", because: "the direction or wording of a line changed",
      makes: ["es/word", "es/choose"]
    ) { try $0.edit("film.yaml", "say: Calma.", "say: Paz.") },
    Edit(
      "unlock", because: "what was chosen for es/2 changed", saying: ["text changed"],
      makes: ["es/speak/2"]
    ) { try $0.polydub("unlock", "film.yaml", "es/2") },
  ]
}
