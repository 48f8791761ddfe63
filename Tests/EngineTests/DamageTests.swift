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
