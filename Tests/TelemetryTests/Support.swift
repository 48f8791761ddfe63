import Foundation
import Voices

@testable import Engine
@testable import Telemetry

/// A path nobody else uses.
func scratch(_ name: String) -> String {
  FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString)-\(name)").path
}

func contents(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

let job = Job(run: "0123456789abcdef", command: "run", version: "0.1.0")

let speakStep = Step(label: "es/speak/17", stage: "speak")

let someCall = Call(
  provider: "qwen", type: "dashscope", account: "a1", model: "qwen3-tts-flash", voice: "Cherry",
  language: "es", characters: 1200, tariff: Tariff(nanosPerCharacter: 10_000, currency: "USD"),
  attempt: 2)

extension CallEnd {
  static func made(_ change: (inout CallEnd) -> Void = { _ in }) -> CallEnd {
    var end = CallEnd(
      call: someCall,
      outcome: CallOutcome(
        characters: 1210, request: "r-1", connecting: .milliseconds(40),
        firstAudio: .milliseconds(300)),
      step: speakStep, begun: .now, duration: .milliseconds(700))
    change(&end)
    return end
  }
}

struct Odd: Error {}
