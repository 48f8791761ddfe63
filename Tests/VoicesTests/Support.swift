import Dubbing
import Foundation

@testable import Voices

/// A line for the real espeak-ng, its voice resolved as a pipeline would.
func line(
  _ text: String, _ language: String, voice: String = "default", pace: Int = 100,
  by espeak: Espeak = Espeak()
) async throws -> Line {
  let voice = try await espeak.voice(named: voice, language: language)
  return Line(text: text, language: language, voice: voice, pace: pace)
}

/// Length in seconds of 16-bit mono sound at 22.05 kHz behind a 44-byte header, as espeak-ng makes.
func seconds(_ speech: Speech) -> Double { Double(speech.audio.count - 44) / 44_100 }

/// The phonemes espeak-ng gives a text, the judge of what is really said.
func phonemes(_ text: String, voice: String) async throws -> String {
  let command = Command(program: "espeak-ng", package: "espeak-ng", search: .environment)
  let output = try await command.run(
    ["-v", voice, "-b", "1", "--stdin", "-q", "-x"], input: Array(text.utf8), limit: 100_000)
  return String(decoding: output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    .joined(separator: " ")
}

/// A folder with one executable script in it, standing for a program at the process boundary.
struct FakeProgram: ~Copyable {
  let folder: URL

  init(_ name: String, _ script: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "polydub-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: name)
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  var search: SearchPath { SearchPath(folders: [folder.path, "/usr/bin", "/bin"]) }

  deinit { try? FileManager.default.removeItem(at: folder) }
}

/// The error of a call that must fail.
func failure<T: Sendable>(
  _ body: () async throws(SpeechError) -> T
) async -> SpeechError? {
  do {
    _ = try await body()
    return nil
  } catch {
    return error
  }
}

/// Sample sentences of the ten languages.
let sentences: [(language: String, text: String)] = [
  ("zh", "今天的会议很重要。"), ("en", "The meeting is about to begin."),
  ("de", "Die Sitzung fängt gleich an."), ("it", "La riunione sta per cominciare."),
  ("pt", "A reunião está prestes a começar."), ("es", "La reunión está a punto de empezar."),
  ("ja", "会議はまもなく始まります。"), ("ko", "회의가 곧 시작됩니다."),
  ("fr", "La réunion va commencer."), ("ru", "Собрание скоро начнётся."),
]
