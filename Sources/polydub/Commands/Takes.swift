import ArgumentParser
import Dubbing
import Engine
import Foundation
import Stages
import Voices

/// A line of a pipeline on the command line.
struct LineArguments: ParsableArguments {
  @Argument(help: "The pipeline file.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String

  @Argument(help: "The line, such as es/17.")
  var line: String

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func find(_ choices: LineOfFilm.Choices = .counted, maxCost: [String] = []) async throws
    -> LineOfFilm
  {
    var pipeline = try Pipeline(contentsOf: pipeline)
    if !maxCost.isEmpty {
      pipeline.maxCost = try Pipeline.maxCost(maxCost, providers: pipeline.providers)
    }
    return try await LineOfFilm(line, of: pipeline, work: work, choices: choices)
  }

  /// What a command that decides says when it is done.
  func tell(_ line: LineOfFilm, _ decision: String, calls: Int = 0) throws {
    struct Answer: Encodable {
      var line: String
      var decision: String
      var calls: Int
    }
    guard output.json else { return Console.line("\(line.name): \(decision)") }
    try output.print(Answer(line: line.name, decision: decision, calls: calls))
  }
}

/// Lists the takes of a line.
struct Takes: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the takes of a line: how long, how fast, what they cost, which is in use.")

  @OptionGroup var arguments: LineArguments

  func run() async throws {
    let line = try await arguments.find()
    let takes = try line.takes()
    if arguments.output.json {
      return try arguments.output.print(
        Answer(line: line.name, takes: takes, choice: line.choice.map(sentence)))
    }
    guard !takes.isEmpty else {
      return print("\(line.name) is not spoken yet. Run the pipeline, or `polydub hear` the line.")
    }
    let rows = takes.map { take in
      [
        take.isInUse ? "* \(take.take)" : "  \(take.take)", "\(take.milliseconds) ms",
        "\(take.charactersPerSecond)", "\(take.pace) %", "\(take.cost) \(take.currency)",
        take.made ?? "",
      ]
    }
    print(
      Console.table([["  take", "length", "characters/s", "pace", "cost", "made"]] + rows))
    if let choice = line.choice { print(sentence(choice)) }
  }

  private func sentence(_ choice: TakeChoice) -> String {
    switch choice.decision {
    case .pick(let number): "take \(number) is picked"
    case .lock: "locked"
    case .recording(let file): "replaced by \(file)"
    }
  }

  private struct Answer: Encodable {
    var line: String
    var takes: [LineOfFilm.Known]
    var choice: String?
  }
}

/// Buys another take of a line.
struct Retake: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Have a line spoken once more, and use that take from now on.",
    discussion: "One line is bought, whatever else has changed; the takes before it are kept.")

  @OptionGroup var arguments: LineArguments

  @Option(
    help: ArgumentHelp(
      "Do not buy it if it costs more, such as 0.05; exit with 4. Wins over `max_cost:`.",
      valueName: "amount"))
  var maxCost: [String] = []

  func run() async throws {
    let line = try await arguments.find(maxCost: maxCost)
    guard !line.isLocked else {
      throw InputError("\(line.name) is locked. `polydub unlock` it first.")
    }
    guard let voice = line.synthesizer, !voice.isRepeatable else {
      throw InputError(
        "\(line.name) would sound the same again: its voice says the same words in the same way. Change its words, "
          + "its voice or its pace.")
    }
    guard let last = try line.takes().map(\.take).max() else {
      throw InputError("\(line.name) is not spoken yet. Run the pipeline, or `polydub hear` it.")
    }
    guard last < LineOfFilm.mostTakes else {
      throw InputError("\(line.name) has \(last) takes; pick one of them.")
    }
    let take = try await line.session.speak(
      line.line(take: last + 1), label: line.name, command: "retake")
    try line.choose(.pick(last + 1))
    let cost = Price.text(take.characters * voice.tariff.nanosPerCharacter)
    try arguments.tell(
      line, "take \(last + 1) bought and in use, \(cost) \(voice.tariff.currency)",
      calls: line.session.tally.spent.calls)
  }
}

/// Chooses among the takes of a line.
struct Pick: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Use one of the takes of a line; nothing is bought.")

  @OptionGroup var arguments: LineArguments

  @Argument(help: "The number of the take, as `polydub takes` lists it.")
  var take: Int

  func run() async throws {
    let line = try await arguments.find()
    guard !line.isLocked else {
      throw InputError("\(line.name) is locked. `polydub unlock` it first.")
    }
    let known = Set(try line.takes().map(\.take)).sorted()
    guard known.contains(take) else {
      let list = known.map(String.init).joined(separator: ", ")
      throw InputError(
        "\(line.name) has no take \(take)" + (known.isEmpty ? " yet." : "; it has \(list)."))
    }
    try line.choose(take == 1 ? nil : .pick(take))
    try arguments.tell(line, "take \(take) is in use")
  }
}

/// Keeps the take of a line whatever comes.
struct Lock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Keep the take of a line whatever becomes of its words or its voice.")

  @OptionGroup var arguments: LineArguments

  func run() async throws {
    let line = try await arguments.find()
    guard line.session.take(of: line.inUse) != nil else {
      throw InputError("\(line.name) is not spoken yet. Run the pipeline, or `polydub hear` it.")
    }
    try line.choose(.lock(try line.session.key(of: line.inUse).rawValue))
    try arguments.tell(line, "locked")
  }
}

/// Gives up what was decided about a line.
struct Unlock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let a locked or replaced line be spoken as any other.")

  @OptionGroup var arguments: LineArguments

  func run() async throws {
    let line = try await arguments.find(.ignored)
    guard line.choice != nil else {
      throw InputError("\(line.name) is neither locked nor replaced.")
    }
    try line.choose(line.pickedBefore)
    try arguments.tell(line, "free")
  }
}

/// Puts a recording in place of a line.
struct Replace: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Use a person's recording (WAV or FLAC) in place of a line's voice.",
    discussion:
      "It is copied beside the pipeline, into NAME.takes/, so that it goes where the pipeline goes."
  )

  @OptionGroup var arguments: LineArguments

  @Argument(help: "The recording.", completion: .file(extensions: ["wav", "flac"]))
  var recording: String

  func run() async throws {
    guard let bytes = FileManager.default.contents(atPath: recording) else {
      throw InputError("The recording cannot be read: \(recording). Check the path.")
    }
    let speech: Speech
    do {
      speech = try Recording.speech(from: [UInt8](bytes))
    } catch {
      throw InputError("\(recording): \(error)")
    }
    let line = try await arguments.find(.ignored)
    guard !line.isLocked else {
      throw InputError("\(line.name) is locked. `polydub unlock` it first.")
    }
    let (path, name) = line.recordingPath(for: bytes, kind: speech.kind.rawValue)
    try prepareOutput(path)
    do {
      try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw DeliveryError("\(path): cannot be written. Check its folder, and run again.")
    }
    try line.choose(.recording(name))
    try arguments.tell(line, "replaced by \(name)")
  }
}

/// Lets people hear one line.
struct Hear: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the take of one line to a file; it is spoken now if it was not before.")

  @OptionGroup var arguments: LineArguments

  @Option(name: .shortAndLong, help: "The file to write. Default: such as es-17.wav, here.")
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Do not buy it if it costs more, such as 0.05; exit with 4. Wins over `max_cost:`.",
      valueName: "amount"))
  var maxCost: [String] = []

  func run() async throws {
    let line = try await arguments.find(maxCost: maxCost)
    let take = try await line.session.speak(line.inUse, label: line.name, command: "hear")
    let path = out ?? "\(line.language)-\(line.segment.label).\(take.audio.kind)"
    try prepareOutput(path)
    let bytes = try Data(
      contentsOf: URL(fileURLWithPath: line.session.workspace.path(of: take.audio)))
    do {
      try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw DeliveryError("\(path): cannot be written. Check its folder, and run again.")
    }
    let milliseconds = Int((try line.session.seconds(of: take) * 1000).rounded())
    try arguments.tell(
      line, "wrote \(path), \(milliseconds) ms", calls: line.session.tally.spent.calls)
  }
}
