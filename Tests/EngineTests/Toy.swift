import Foundation

@testable import Engine

/// Splits a script into lines; spaces at their ends do not matter.
struct Read: Stage {
  static let name = "read"
  static let version = 1
  func run(_ script: String, in workspace: Workspace) async throws -> [String] {
    script.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}

/// Says a line, for money.
struct Say: Stage {
  static let name = "say"
  static let version = 1
  static let effect = Effect.spends
  var volume = 1
  var world = Unkeyed(World())

  func run(_ line: String, in workspace: Workspace) async throws -> Blob {
    try await world.value.say(line)
    return try workspace.keep([UInt8]("\(line) at \(volume)".utf8), kind: "txt")
  }
}

/// Puts everything said together.
struct Join: Stage {
  static let name = "join"
  static let version = 1
  func run(_ parts: [Blob], in workspace: Workspace) async throws -> String {
    try parts.map { try String(contentsOfFile: workspace.path(of: $0), encoding: .utf8) }
      .joined(separator: "|")
  }
}

/// Writes a text where the user asked.
struct Deliver: Stage {
  static let name = "deliver"
  static let version = 1
  static let effect = Effect.delivers
  var path: Unkeyed<String>

  func run(_ text: String, in workspace: Workspace) async throws -> Digest {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path.value))
    return Digest(of: Data(text.utf8))
  }

  func stillHolds(_ output: Digest, in workspace: Workspace) async throws -> Bool {
    FileManager.default.contents(atPath: path.value).map { Digest(of: $0) } == output
  }
}

/// What the stages meet outside: it counts, refuses and delays.
final class World: Sendable {
  struct Refusal: Error {}
  private struct State {
    var said: [String] = []
    var refused: Set<String> = []
    var begun = 0
    var hasRefused = false
  }
  private let state = Locked(State())
  let delay: Duration
  /// As many are at it before one is refused, and the others end after that.
  let company: Int
  let whenSaid: @Sendable (String) -> Void

  init(
    delay: Duration = .zero, refused: Set<String> = [], amid company: Int = 1,
    whenSaid: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.delay = delay
    self.company = company
    self.whenSaid = whenSaid
    state.withLock { $0.refused = refused }
  }

  var said: [String] { state.withLock { $0.said } }

  func say(_ line: String) async throws {
    let isRefused = state.withLock {
      $0.begun += 1
      return $0.refused.contains(line)
    }
    while state.withLock({ $0.begun < company || !isRefused && company > 1 && !$0.hasRefused }) {
      try await Task.sleep(for: .milliseconds(1))
    }
    if isRefused {
      state.withLock { $0.hasRefused = true }
      throw Refusal()
    }
    if delay > .zero { try await Task.sleep(for: delay) }
    whenSaid(line)
    state.withLock { $0.said.append(line) }
  }
}

/// A store of a test's own, and the toy pipeline run on it.
final class Toy {
  let folder = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
  let store: Store

  init() throws { store = try Store(at: folder.appending(path: "store").path) }
  deinit { try? FileManager.default.removeItem(at: folder) }

  var output: String { folder.appending(path: "out.txt").path }

  /// Read → say each → join → deliver.
  struct Pipeline {
    var graph = Graph()
    let said: Graph.Node<[Blob]>
    let joined: Graph.Node<String>
    let delivered: Graph.Node<Digest>

    init(_ script: String, say: Say = Say(), output: String) {
      let text = graph.given(script)
      let lines = graph.add(Read(), text, label: "read")
      said = graph.each(say, lines, label: "say")
      joined = graph.add(Join(), said, label: "join")
      delivered = graph.add(Deliver(path: .init(output)), joined, label: "deliver")
    }
  }

  /// Runs the pipeline and returns the labels of the steps that were made, sorted.
  @discardableResult
  func run(
    _ script: String, say: Say = Say(), jobs: Int = 4, interruption: Interruption = Interruption()
  ) async throws -> [String] {
    let journal = RecordingJournal()
    let pipeline = Pipeline(script, say: say, output: output)
    _ = try await pipeline.graph.run(
      in: Workspace(store: store), jobs: jobs, journal: journal, interruption: interruption)
    return journal.made.sorted()
  }

  var delivered: String? { try? String(contentsOfFile: output, encoding: .utf8) }

  /// Every file of the store below a folder.
  func files(_ below: String) -> [String] {
    let start = "\(store.root)/\(below)"
    let names = FileManager.default.enumerator(atPath: start)?.compactMap { $0 as? String } ?? []
    return names.map { "\(start)/\($0)" }.filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }
}
