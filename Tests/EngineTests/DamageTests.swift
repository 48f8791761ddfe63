import Foundation
import Testing

@testable import Engine

/// What is lost or broken in a store costs work, never truth.
@Suite struct DamageTests {
  @Test func aMissingBlobIsAMiss() async throws {
    let toy = try Toy()
    try await toy.run("a\nb")
    for blob in toy.files("blobs") { try FileManager.default.removeItem(atPath: blob) }
    #expect(try await toy.run("a\nb") == ["say/1", "say/2"])
  }

  @Test func aTruncatedBlobIsAMiss() async throws {
    let toy = try Toy()
    try await toy.run("a")
    for blob in toy.files("blobs") { try Data("a".utf8).write(to: URL(fileURLWithPath: blob)) }
    #expect(try await toy.run("a") == ["say/1"])
    #expect(try await toy.run("a") == [])
  }

  @Test(arguments: ["", "{", "{\"output\":7}", "null", "\u{0}\u{0}"])
  func aDamagedResultIsAMiss(text: String) async throws {
    let toy = try Toy()
    try await toy.run("a")
    for result in toy.files("results/say") {
      try Data(text.utf8).write(to: URL(fileURLWithPath: result))
    }
    #expect(try await toy.run("a") == ["say/1"])
  }

  @Test(arguments: ["blobs", "results/say", "results/read", "results/join"])
  func oneBitIsEnough(kind: String) async throws {
    let toy = try Toy()
    try await toy.run("a\nb")
    let delivered = toy.delivered
    for file in toy.files(kind) {
      let intact = try Data(contentsOf: URL(fileURLWithPath: file))
      for place in stride(from: 0, to: intact.count, by: max(1, intact.count / 40)) {
        var bytes = intact
        bytes[place] ^= 1 << (place % 8)
        try bytes.write(to: URL(fileURLWithPath: file))
        try FileManager.default.removeItem(atPath: toy.output)
        try await toy.run("a\nb")
        #expect(toy.delivered == delivered)
        // A paid result whose seal alone is hurt still counts.
        let isHealed = try Data(contentsOf: URL(fileURLWithPath: file)) == intact
        #expect(isHealed || kind == "results/say", "\(file) at \(place)")
      }
    }
  }

  @Test func aLargeBlobIsReadAgainOnceItsFileWasTouched() throws {
    let toy = try Toy()
    var bytes = Data(repeating: 7, count: Store.alwaysRead + 1)
    let blob = try toy.store.keep(bytes, kind: "bin", durability: .written)
    let file = URL(fileURLWithPath: toy.store.path(of: blob))
    let old = Date(timeIntervalSinceNow: -60)
    #expect(toy.store.holds(blob))
    bytes[9] ^= 1
    let handle = try FileHandle(forWritingTo: file)
    try handle.write(contentsOf: bytes)
    try handle.close()
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: file.path)
    #expect(!toy.store.holds(blob))
  }

  @Test func whatWasPaidForBeforeResultsWereSealedCounts() async throws {
    let toy = try Toy()
    try await toy.run("a")
    for kind in ["say", "read"] {
      for path in toy.files("results/\(kind)") {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let open = text.prefix(upTo: try #require(text.range(of: ",\"sha256\"")).lowerBound)
        try Data((open + "}\n").utf8).write(to: URL(fileURLWithPath: path))
      }
    }
    #expect(try await toy.run("a") == ["read"])
  }

  @Test func halfWrittenFilesOfDeadProcessesGo() async throws {
    let toy = try Toy()
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/bin/true")
    try child.run()
    child.waitUntilExit()
    let dead = "\(toy.store.root)/tmp/\(child.processIdentifier)-x.part"
    let alive = toy.store.scratch("part")
    for path in [dead, alive] { try Data().write(to: URL(fileURLWithPath: path)) }
    _ = try Store(at: toy.store.root)
    #expect(!FileManager.default.fileExists(atPath: dead))
    #expect(FileManager.default.fileExists(atPath: alive))
  }

  @Test func aStoreThatCannotBeMadeIsASentence() throws {
    let toy = try Toy()
    let file = toy.folder.appending(path: "file").path
    try Data().write(to: URL(fileURLWithPath: file))
    let error = #expect(throws: StoreError.self) { try Store(at: file + "/store") }
    #expect(error?.description.contains("--store") == true)
  }

  @Test func aChangedSourceIsHashedAgain() throws {
    let toy = try Toy()
    let file = toy.folder.appending(path: "film.bin").path
    try Data("one".utf8).write(to: URL(fileURLWithPath: file))
    let first = try toy.store.digest(ofFileAt: file)
    try Data("two".utf8).write(to: URL(fileURLWithPath: file))
    let second = try toy.store.digest(ofFileAt: file)
    #expect(first.digest == Digest(of: Data("one".utf8)))
    #expect(second.digest == Digest(of: Data("two".utf8)))
  }

  @Test func aSettledSourceIsRememberedAndNotReadAgain() throws {
    let toy = try Toy()
    let file = toy.folder.appending(path: "film.bin").path
    try Data("one".utf8).write(to: URL(fileURLWithPath: file))
    let old = Date(timeIntervalSinceNow: -60)
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: file)
    _ = try toy.store.digest(ofFileAt: file)
    // Same length, same time, same inode: only a second read could tell, and there must be none.
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
    try handle.write(contentsOf: Data("two".utf8))
    try handle.close()
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: file)
    #expect(try toy.store.digest(ofFileAt: file).digest == Digest(of: Data("one".utf8)))
  }
}
