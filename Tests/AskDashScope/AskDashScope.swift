import Dubbing
import Foundation
import Voices

/// Speaks one English line with polydub's own client of DashScope: `AskDashScope ADDRESS MODEL MODE VOICE TEXT`.
///
/// The WAV file goes to standard output, for `make conformance` to hold beside what the vendor's client was given. The key
/// is in `DASHSCOPE_API_KEY`.
@main
enum AskDashScope {
  static func main() async throws {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count == 5, let region = DashScopeAccount.Region(address: words[0]),
      let mode = DashScopeAccount.Mode(rawValue: words[2])
    else {
      FileHandle.standardError.write(
        Data("Usage: AskDashScope ADDRESS MODEL stream|url|realtime VOICE TEXT\n".utf8))
      exit(2)
    }
    let provider = DashScope(
      DashScopeAccount(name: "qwen", region: region, model: words[1], mode: mode))
    let voice = try provider.voice(named: words[3], language: "en")
    let speech = try await provider.speak(Line(text: words[4], language: "en", voice: voice))
    FileHandle.standardOutput.write(Data(speech.audio))
  }
}
