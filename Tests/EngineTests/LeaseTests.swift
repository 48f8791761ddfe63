import Foundation
import Testing

@testable import Engine

@Suite struct LeaseTests {
  private let store: Store
  private let key = Digest(of: Data("line".utf8))

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    store = try Store(at: folder.path)
  }

  @Test func aKeyIsHeldByOneAndThenByTheNext() throws {
    let first = try #require(try store.lease(key))
    #expect(try store.lease(key) == nil)
    #expect(try store.lease(Digest(of: Data("other".utf8))) != nil)
    first.end()
    let second = try #require(try store.lease(key))
    #expect(try store.lease(key) == nil)
    second.end()
  }

  @Test func theEndOfAProcessIsTheEndOfItsLease() throws {
    let holder = try hang(key, in: store)
    #expect(try store.lease(key) == nil)
    end(holder)
    #expect(try store.lease(key) != nil)
  }

  @Test func manyAtOnceHoldItOneAfterTheOther() async throws {
    let inside = Locked(0)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<40 {
        group.addTask { [store, key] in
          while true {
            guard let lease = try? store.lease(key) else {
              await Task.yield()
              continue
            }
            #expect(
              inside.withLock {
                $0 += 1
                return $0
              } == 1)
            inside.withLock { $0 -= 1 }
            return lease.end()
          }
        }
      }
    }
  }

  /// A process that lives, holds the key, and does nothing for it.
  private func hang(_ key: Digest, in store: Store) throws -> Process {
    let path = "\(store.root)/leases/\(key.rawValue)"
    let holder = Process()
    holder.executableURL = URL(filePath: "/usr/bin/flock")
    // Asking for the lease to see whether it is held would remove the file the holder is about to lock.
    let held = "\(store.root)/held"
    holder.arguments = [path, "sh", "-c", "touch \(held); exec sleep 600"]
    try holder.run()
    while !FileManager.default.fileExists(atPath: held) { usleep(10_000) }
    return holder
  }

  private func end(_ holder: Process) {
    // The command that sleeps has the lock too, as its parent's child.
    let kill = Process()
    kill.executableURL = URL(filePath: "/usr/bin/pkill")
    kill.arguments = ["-9", "-P", "\(holder.processIdentifier)"]
    try? kill.run()
    holder.waitUntilExit()
  }

  @Test func aHolderThatWasSeenAtWorkIsNotPutOut() throws {
    let holder = try hang(key, in: store)
    defer { end(holder) }
    let seen = try #require(store.leaseStamp(key))
    utimes("\(store.root)/leases/\(key.rawValue)", nil)
    try store.expire(key, seen: seen)
    #expect(try store.lease(key) == nil)
  }

  @Test func aRunTakesOverFromAHolderThatHangs() async throws {
    let toy = try Toy()
    let say = Recipe.key(ofSaying: "a")
    let holder = try hang(say, in: toy.store)
    defer { end(holder) }
    var store = toy.store
    store.terms.expiry = .milliseconds(300)
    let journal = RecordingJournal()
    let pipeline = Toy.Pipeline("a", output: toy.output)
    _ = try await pipeline.graph.run(
      in: Workspace(store: store), jobs: 2, journal: journal)
    #expect(journal.made.contains("say/1"))
    #expect(holder.isRunning)
  }

  @Test func aLeaseThatCannotBeHadIsASentence() async throws {
    let toy = try Toy()
    let say = Recipe.key(ofSaying: "a")
    try FileManager.default.createDirectory(
      atPath: "\(toy.store.root)/leases/\(say.rawValue)", withIntermediateDirectories: false)
    let error = await #expect(throws: RunFailure.self) { try await toy.run("a") }
    let cause = try #require(error?.failures.first)
    #expect(cause.underlying is StoreError && "\(cause.underlying)".contains("--store"))
  }
}

extension Recipe {
  /// The key of a line of the toy pipeline.
  fileprivate static func key(ofSaying line: String) -> Digest {
    let recipe = try? Recipe(Say(), inputs: [Recipe.encode(line)])
    return recipe?.key ?? Digest(of: Data())
  }
}
