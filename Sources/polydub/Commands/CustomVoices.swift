import ArgumentParser
import Bookkeeping
import Dubbing
import Engine
import Foundation
import Stages
import Voices

/// Learns a voice from a recording.
struct CloneVoice: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clone",
    abstract: "Have a service learn a person's voice, with their consent.",
    discussion: """
      The recording is sent to the service. It is one person's speech of 10 to 20 seconds (3 to 60 are taken): WAV of 16 \
      bits, MP3 or M4A, mono, 24 kHz or more.
      """)

  @Option(help: "The consent of the speaker, as `polydub consent list` names it.")
  var consent: String

  @Option(help: "The recording.", completion: .file(extensions: ["wav", "mp3", "m4a"]))
  var sample: String

  @Option(help: "What to call the voice: up to 16 letters, digits and _.")
  var name: String

  @Option(help: "What is said in the recording.")
  var transcript: String?

  @Option(help: "The language of the recording, such as `es`.")
  var language: String?

  @Option(help: "For dashscope: the model that will speak; a voice speaks with no other.")
  var targetModel = DashScope.usualModel(for: .cloned)

  @OptionGroup var workshop: WorkshopOptions
  @OptionGroup(title: "Telemetry") var telemetry: TelemetryOptions

  func run() async throws {
    let shop = try workshop.open(target: targetModel)
    let found = try shop.trail.consent(consent)
    let others = try shop.trail.consents().linked(to: name).filter { $0.id != found.id }
    if let other = others.first {
      throw InputError(
        "`\(name)` is a voice of consent \(other.id) of \(other.speaker); choose another name.")
    }
    if let objection = found.objection(to: Consent.dubbing, in: nil, at: Date()) {
      var details = ConsentEntry.Details()
      (details.voice, details.provider, details.reason) = (name, workshop.provider, objection)
      try shop.trail.write(.refused, found.id, details)
      throw InputError(
        "Consent \(found.id) of \(found.speaker) \(objection). Nothing is sent. Record one that is valid with "
          + "`polydub consent add`.")
    }
    let checked = try SampleCheck(sample, transcript: transcript, language: language)
    let ending = shop.maker is DashScope ? [DashScope.customizationNotice] : []
    for notice in checked.notices + ending { Console.warning(notice) }
    var recording = checked.sample
    recording.consent = found.id
    let voice = try await shop.make("voices clone") { [recording] conduct throws(SpeechError) in
      try await shop.maker.clone(recording, as: name, under: conduct)
    }
    var details = ConsentEntry.Details()
    (details.voice, details.provider) = (voice.name, workshop.provider)
    do {
      try shop.trail.write(.enrolled, found.id, details)
    } catch {
      throw ConsentError(
        "The voice `\(voice.name)` is made, and cannot be linked to its consent: \(error) Add it with --voice to "
          + "`polydub consent add`.")
    }
    try workshop.tell(voice, "speaks with consent \(found.id) of \(found.speaker)")
  }
}

/// Makes a voice from a description.
struct DesignVoice: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "design",
    abstract:
      "Have a service make a voice from a description; it is nobody's and needs no consent.",
    discussion:
      "Each is billed as one piece (0.2 USD by list). --max-cost refuses it if it costs more.")

  @Option(help: "What the voice is like, in words.")
  var prompt: String

  @Option(help: "What it says to be heard.")
  var previewText: String

  @Option(help: "The language of the preview, such as `es`.")
  var language: String?

  @Option(help: "What to call the voice: up to 16 letters, digits and _.")
  var name: String

  @Option(help: "The model that will speak; a voice speaks with no other.")
  var targetModel = DashScope.usualModel(for: .designed)

  @Option(help: "The file to write the preview to.", completion: .file(extensions: ["wav"]))
  var out: String?

  @Option(
    help: ArgumentHelp("Do not make it if it costs more, and exit with 4.", valueName: "amount"))
  var maxCost: [String] = []

  @OptionGroup var workshop: WorkshopOptions
  @OptionGroup(title: "Telemetry") var telemetry: TelemetryOptions

  func run() async throws {
    if let out { try prepareOutput(out) }
    let shop = try workshop.open(target: targetModel, maxCost: maxCost)
    guard let designer = shop.maker as? any VoiceDesigning else {
      throw InputError(
        "\(workshop.provider) makes a voice of words as it speaks, and none ahead: write `task: voice-design` in its "
          + "entry, and what the voice is like as the `direction:` of a language.")
    }
    Console.warning(DashScope.customizationNotice)
    let wish = VoiceWish(prompt: prompt, preview: previewText, language: language)
    let voice = try await shop.make("voices design") { conduct throws(SpeechError) in
      try await designer.design(wish, as: name, under: conduct)
    }
    // Paid for: it is told before anything else can fail.
    try workshop.tell(voice, "is designed, and needs no consent")
    guard let out, let preview = voice.preview else { return }
    do {
      try Data(preview).write(to: URL(fileURLWithPath: out), options: .atomic)
    } catch {
      throw DeliveryError("\(out): cannot be written. The voice is made all the same.")
    }
  }
}

/// Lists the voices an account made.
struct ListCustomVoices: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the cloned and designed voices of an account, with their consents.")

  @OptionGroup var workshop: WorkshopOptions

  func run() async throws {
    let shop = try workshop.open()
    let consents = try shop.trail.consents()
    let rows = try await shop.maker.customVoices().map { voice in
      Row(
        voice: voice.name, model: voice.model, created: voice.created,
        consents: consents.linked(to: voice.name).map(\.id))
    }
    if workshop.output.json { return try workshop.output.print(["voices": rows]) }
    guard !rows.isEmpty else { return print("\(workshop.provider) has no voices of its own.") }
    let table = rows.map {
      [$0.voice, $0.model, $0.created ?? "", $0.consents.joined(separator: ",")]
    }
    print(Console.table([["voice", "model", "made", "consent"]] + table))
  }

  private struct Row: Encodable {
    var voice: String
    var model: String
    var created: String?
    var consents: [String]
  }
}

/// Deletes a voice an account made.
struct DeleteVoice: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a cloned or designed voice at its service, for good.",
    discussion: "What it has said is kept; new lines cannot be spoken.")

  @Argument(help: "The voice, as `polydub voices list` names it.")
  var voice: String

  @OptionGroup var workshop: WorkshopOptions

  func run() async throws {
    let shop = try workshop.open()
    try await shop.maker.deleteVoice(voice)
    for consent in try shop.trail.consents().linked(to: voice) {
      var details = ConsentEntry.Details()
      (details.voice, details.provider) = (voice, workshop.provider)
      try shop.trail.write(.deleted, consent.id, details)
    }
    if workshop.output.json { return try workshop.output.print(["deleted": voice]) }
    print("\(workshop.provider)/\(voice) is deleted")
  }
}

extension WorkshopOptions {
  /// Says what a pipeline file needs to use a voice.
  fileprivate func tell(_ voice: CustomVoice, _ state: String) throws {
    struct Answer: Encodable {
      var voice: String
      var model: String
    }
    if output.json { return try output.print(Answer(voice: voice.name, model: voice.model)) }
    print("\(provider)/\(voice.name) \(state); its provider needs `model: \(voice.model)`")
  }
}
