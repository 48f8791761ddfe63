import Foundation
import Subprocess
import SystemPackage

/// One external program, run once for each question: text in, bytes out, never longer than allowed.
struct Command: Sendable {
  let program: String
  /// The Debian package that brings it, for the error sentence.
  let package: String
  /// Where programs are looked for.
  let search: SearchPath

  /// The bytes the program wrote to its standard output.
  ///
  /// - Parameter limit: most bytes to accept.
  /// - Throws: `unavailable` when the program is not there, `timedOut`, `badAudio` over the limit,
  ///   `refused` when it ends with an error.
  func run(
    _ arguments: [String], input: [UInt8] = [], limit: Int, within time: Duration = .seconds(120)
  ) async throws(SpeechError) -> [UInt8] {
    do {
      return try await race(against: time) { try await collect(arguments, input, limit) }
    } catch let error as SpeechError {
      throw error
    } catch let error as SubprocessError {
      throw translated(error)
    } catch is CancellationError {
      throw SpeechError(.cancelled, "\(program) was stopped; run again to go on.", retry: .maybe)
    } catch {
      throw SpeechError(
        .unavailable, "\(program) could not be given the text (\(error)); is the disk full?",
        retry: .maybe)
    }
  }

  private func collect(
    _ arguments: [String], _ input: [UInt8], _ limit: Int
  ) async throws -> [UInt8] {
    var options = PlatformOptions()
    // Its own session, so that what the program started ends with it: a grandchild left behind
    // would hold the pipe open, and the wait would last as long as it lives.
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
    ]
    let file = try Self.openFile(input)
    let result = try await Subprocess.run(
      .name(program), arguments: Arguments(arguments),
      environment: .custom(["PATH": search.variable, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"]),
      platformOptions: options,
      input: .fileDescriptor(file, closeAfterSpawningProcess: true), output: .bytes(limit: limit),
      error: .discarded)
    try Task.checkCancellation()
    switch result.terminationStatus {
    case .exited(0):
      return result.standardOutput
    case .exited(let code):
      throw SpeechError(.refused, "\(program) ended with error \(code); try the line by itself.")
    case .signaled(let signal):
      throw SpeechError(
        .unavailable, "\(program) was ended by signal \(signal); try again.", retry: .maybe)
    }
  }

  /// Bytes as an open file, at its start, that is gone when it is closed.
  ///
  /// Not a pipe: writing into one whose reader has ended raises SIGPIPE, which ends this process.
  private static func openFile(_ bytes: [UInt8]) throws -> FileDescriptor {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "polydub-\(UUID().uuidString)")
    let file = try FileDescriptor.open(
      path.path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
      permissions: .ownerReadWrite)
    do {
      try FileManager.default.removeItem(at: path)
      try file.writeAll(bytes)
      try file.seek(offset: 0, from: .start)
    } catch {
      try? file.close()
      throw error
    }
    return file
  }

  private func race(
    against time: Duration, _ body: @Sendable @escaping () async throws -> [UInt8]
  ) async throws -> [UInt8] {
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      defer { group.cancelAll() }
      group.addTask { try await body() }
      group.addTask {
        try await Task.sleep(for: time)
        throw SpeechError(
          .timedOut, "\(program) gave no answer in \(time.components.seconds) s; try again.",
          retry: .maybe)
      }
      guard let first = try await group.next() else { throw CancellationError() }
      return first
    }
  }

  private func translated(_ error: SubprocessError) -> SpeechError {
    switch error.code {
    case .executableNotFound:
      SpeechError(
        .unavailable, "\(program) is not installed: install the Debian package \(package).")
    case .outputLimitExceeded:
      SpeechError(.badAudio, "\(program) wrote far more than the line can need; shorten the line.")
    default:
      SpeechError(.unavailable, "\(program) could not be run: \(error).", retry: .maybe)
    }
  }
}

/// The folders programs are looked for in.
public struct SearchPath: Sendable {
  let folders: [String]

  public init(folders: [String]) { self.folders = folders }

  /// An empty variable would mean the caller's own `PATH`.
  var variable: String { folders.isEmpty ? "/nonexistent" : folders.joined(separator: ":") }
}

extension SearchPath {
  /// The folders of this process's own `PATH`.
  public static var environment: SearchPath {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return SearchPath(folders: path.split(separator: ":").map { String($0) })
  }
}
