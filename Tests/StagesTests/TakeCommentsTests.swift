import Dubbing
import Foundation
import Stages
import Testing

/// The file of choices belongs to the people who review it.
@Suite struct TakeCommentsTests {
  private let pipeline = FileManager.default.temporaryDirectory
    .appending(path: UUID().uuidString + ".yaml").path
  private var path: String { String(pipeline.dropLast(5)) + ".takes.yaml" }

  private static let reviewed = """
    # Reviewed by Ana.

    # Spanish is Ana's.
    "es": # ask her first

      # Scene one.

      # The calm one.
      - { line: "1", at: 1.000, take: 2, text: "Sí." } # agreed {twice}
    # Later.

    "fr":
      - { line: "1", at: 1.000, take: 2, text: "It's #1." }

    # The end.

    # Really.

    """

  private func written(_ text: String) throws -> TakeChoices {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try TakeChoices(for: pipeline)
  }

  private func content() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test(arguments: ["\n", "\r\n"])
  func everyCommentAndBlankLineStaysWhereItIs(newline: String) throws {
    defer { unlink(path) }
    var choices = try written(Self.reviewed.replacing("\n", with: newline))
    let old = try #require(choices.languages["es"]?.first)
    var new = old
    new.decision = .pick(3)
    choices.set(new, insteadOf: old, in: "es")
    try choices.save()
    let expected = Self.reviewed.replacing("take: 2, text: \"Sí", with: "take: 3, text: \"Sí")
    #expect(try content() == expected)
  }

  @Test func aChoiceThatGoesTakesItsOwnCommentsAlone() throws {
    defer { unlink(path) }
    var choices = try written(Self.reviewed)
    for language in ["es", "fr"] {
      choices.set(nil, insteadOf: choices.languages[language]?.first, in: language)
    }
    try choices.save()
    let left = try content()
    #expect(!left.contains("calm") && !left.contains("agreed"))
    let comments = left.split(separator: "\n").map { $0.drop { $0 == " " } }
    #expect(
      comments == [
        "# Reviewed by Ana.", "# Spanish is Ana's.", "# ask her first", "# Scene one.",
        "# Later.", "# The end.", "# Really.",
      ])
    try TakeChoices(for: pipeline).save()
    #expect(try content() == left)
  }

  @Test func whereNobodyWroteAnythingTheFileGoesWithTheLastChoice() throws {
    defer { unlink(path) }
    var choices = try TakeChoices(for: pipeline)
    let slot = Slot(start: .zero, end: Time(seconds: 1))
    let choice = TakeChoice(.pick(2), for: Segment(cue: 1, slot: slot, text: "Sí."), occurrence: 1)
    choices.set(choice, insteadOf: nil, in: "es")
    try choices.save()
    choices = try TakeChoices(for: pipeline)
    choices.set(nil, insteadOf: choices.languages["es"]?.first, in: "es")
    try choices.save()
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
