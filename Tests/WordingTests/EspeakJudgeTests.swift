import Dubbing
import Foundation
import Testing

@testable import Wording

/// espeak-ng's phonemes as the judge: what is spelt out is heard, what was written was not.
@Suite struct EspeakJudgeTests {
  func phonemes(_ text: String, _ voice: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["espeak-ng", "-q", "--ipa", "-v", voice, "--", text]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let sound = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: sound, as: UTF8.self).filter { !"ˈˌ \n".contains($0) }
  }

  /// A text, and the sound of what must be heard in it.
  @Test(arguments: [
    ("en", "5 km", "kilometers"), ("de", "5 km", "Kilometer"), ("de", "3. Mai", "dritter"),
    ("es", "hace -5 °C", "menos"), ("it", "5 km/h", "chilometri"), ("fr", "le 2e", "deuxième"),
    ("ru", "стоит 5 €", "евро"), ("en", "5 kg", "kilograms"),
  ])
  func theWordIsHeardThatWasNot(_ language: String, _ text: String, _ word: String) throws {
    let voice = language == "fr" ? "fr-fr" : language
    let spoken = reworded(
      text, by: [SpokenForms(Set(WrittenForm.allCases).subtracting([.number]), language: language)])
    let wanted = try phonemes(word, voice).prefix(4)
    #expect(try phonemes(spoken, voice).contains(wanted), "\(spoken)")
    #expect(try !phonemes(text, voice).contains(wanted))
  }
}
