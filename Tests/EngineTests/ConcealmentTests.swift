import Foundation
import Testing

@testable import Engine

/// What recipes tell of secrets: nothing.
@Suite struct ConcealmentTests {
  private struct Tell: Stage {
    static let name = "tell"
    static let version = 1
    static let effect = Effect.spends
    var text = "Zanahoria"
    var count = 1_234_567_890_123
    var share = 0.1
    var isLoud = true
    var lists = [["text": "Zanahoria"], ["title": "Café / \u{1F600}"]]
    var phrases = ["Zanahoria", "sha256:" + String(repeating: "a", count: 64)]

    func run(_ input: String, in workspace: Workspace) async throws -> String { input }
  }

  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  private let concealment = Concealment(["text", "phrases"])

  @Test func wordsAreKeptAsDigestsAndTheKeyIsTheSame() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let recipe = try Recipe(Tell(), inputs: [])
    let (plain, secret) = (
      try Store(at: folder.appending(path: "plain").path),
      try Store(at: folder.appending(path: "secret").path, concealing: concealment)
    )
    for store in [plain, secret] {
      try store.save("said", of: recipe, for: Tell.self, durability: .written)
      guard case .output("said") = store.result(of: recipe, for: Tell.self) else {
        Issue.record("a result is found under the key of its whole recipe")
        return
      }
    }
    let file = try Data(
      contentsOf: URL(filePath: secret.resultPath(stage: Tell.name, key: recipe.key)))
    #expect(file.range(of: Data("Zanahoria".utf8)) == nil)
    let parameters = try #require(
      (secret.recipe(stage: Tell.name, key: recipe.key) as? [String: Any])?["parameters"]
        as? [String: Any])
    let mark = Concealment.mark(for: "Zanahoria")
    #expect(parameters["text"] as? String == mark)
    #expect(parameters["phrases"] as? [String] == [mark, Tell().phrases[1]])
    // All else is as it was, to the last digit.
    let rest = differences(
      from: try JSONSerialization.jsonObject(with: recipe.json),
      to: secret.recipe(stage: Tell.name, key: recipe.key))
    #expect(
      rest.map(\.path) == [
        "parameters.lists[0].text", "parameters.phrases[0]", "parameters.text",
      ])
  }

  @Test func resultsOfEarlierVersionsAreToldConcealedToo() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let recipe = try Recipe(Tell(), inputs: [])
    try Store(at: folder.path).save("said", of: recipe, for: Tell.self, durability: .written)
    let store = try Store(at: folder.path, concealing: concealment)
    #expect(
      "\(store.recipe(stage: Tell.name, key: recipe.key) ?? "")".contains("Zanahoria") == false)
    #expect(store.resultJSON(stage: Tell.name, key: recipe.key) != nil)
  }

  @Test func packedResultsAreTheirKeysWhoeverWroteThem() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let recipe = try Recipe(Tell(), inputs: [])
    let store = try Store(at: folder.appending(path: "from").path, concealing: concealment)
    try store.save("said", of: recipe, for: Tell.self, durability: .written)
    let path = store.resultPath(stage: Tell.name, key: recipe.key)
    let now = try Data(contentsOf: URL(filePath: path))
    var before = Data("{\"output\":\"said\",\"recipe\":".utf8)
    before.append(recipe.json)
    // A key that is another's, and a recipe of which the file's name is not the key.
    let other = Digest(of: Data("other".utf8)).rawValue
    let foreign = String(decoding: now, as: UTF8.self)
      .replacing(",\"key\":\"\(recipe.key.rawValue)\"", with: ",\"key\":\"\(other)\"")
    let open = Data(foreign[..<foreign.range(of: ",\"sha256\":\"")!.lowerBound].utf8)
    let cases = [
      (now, true), (Seal.sealed(before), true), (Seal.sealed(open), false),
      (Seal.sealed(before + Data(" ".utf8)), false),
    ]
    for (number, (bytes, isTaken)) in cases.enumerated() {
      try bytes.write(to: URL(filePath: path))
      let archive = folder.appending(path: "\(number).tar").path
      #expect(try store.pack([(Tell.name, recipe.key)], to: archive) == 1)
      let target = try Store(at: folder.appending(path: "to-\(number)").path)
      if isTaken {
        #expect(try target.unpack(archive, stages: [Tell.name]).taken == 1)
      } else {
        #expect(throws: StoreError.self) { try target.unpack(archive, stages: [Tell.name]) }
      }
    }
  }
}
