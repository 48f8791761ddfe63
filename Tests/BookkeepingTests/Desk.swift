import Bookkeeping
import Foundation
import Voices

/// A ledger in a folder of its own.
final class Desk {
  let folder: String

  init() throws {
    folder =
      FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var path: String { "\(folder)/\(Ledger.fileName)" }

  func open() throws -> Ledger { try Ledger(in: folder) }

  static func call(
    _ characters: Int = 100, language: String = "es", model: String = "m1",
    provider: String = "qwen",
    voice: String = "Cherry", price: Int = 10_000, currency: String = "USD", attempt: Int = 1
  ) -> Call {
    Call(
      provider: provider, type: "dashscope", account: "0011", model: model, voice: voice,
      language: language, characters: characters,
      tariff: Tariff(nanosPerCharacter: price, currency: currency), attempt: attempt)
  }
}
