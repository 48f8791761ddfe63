import Foundation
import Testing

@testable import Engine

/// Takes on their way to another store.
@Suite struct PackTests {
  @Test func anArchiveCutAnywhereIsNoArchive() async throws {
    let toy = try Toy()
    let sound = try toy.store.keep(
      Data(repeating: 7, count: 700), kind: "wav", durability: .written)
    let recipe = try Recipe(Record(), inputs: [])
    try toy.store.save(sound, of: recipe, for: Record.self, durability: .written)
    let path = toy.folder.appending(path: "takes.tar")
    #expect(try toy.store.pack([(Record.name, recipe.key)], to: path.path) == 1)
    let archive = try Data(contentsOf: path)
    for cut in stride(from: 0, to: archive.count, by: 512) {
      try archive.prefix(cut).write(to: path)
      let other = try Store(at: toy.folder.appending(path: "other-\(cut)").path)
      let error = #expect(throws: StoreError.self, "\(cut)") {
        try other.unpack(path.path, stages: [Record.name])
      }
      #expect(error?.description.contains("ends in the middle") == true, "\(cut)")
    }
    try archive.write(to: path)
    let whole = try Store(at: toy.folder.appending(path: "whole").path)
    #expect(try whole.unpack(path.path, stages: [Record.name]).taken == 1)
  }

  struct Record: Stage {
    static let name = "record"
    static let version = 1
    func run(_ sound: Blob, in workspace: Workspace) async throws -> Blob { sound }
  }
}
