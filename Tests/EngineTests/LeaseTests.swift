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
    let first = try #require(store.lease(key))
    #expect(store.lease(key) == nil)
    #expect(store.lease(Digest(of: Data("other".utf8))) != nil)
    first.end()
    let second = try #require(store.lease(key))
    #expect(store.lease(key) == nil)
    second.end()
  }

  @Test func theEndOfAProcessIsTheEndOfItsLease() throws {
    let path = "\(store.root)/leases/\(key.rawValue)"
    let holder = Process()
    holder.executableURL = URL(filePath: "/usr/bin/flock")
    holder.arguments = [path, "sleep", "600"]
    try holder.run()
    while let lease = store.lease(key) {
      lease.end()
      usleep(10_000)
    }
    #expect(store.lease(key) == nil)
    // The command that sleeps has the lock too, as its parent's child.
    let kill = Process()
    kill.executableURL = URL(filePath: "/usr/bin/pkill")
    kill.arguments = ["-9", "-P", "\(holder.processIdentifier)"]
    try kill.run()
    kill.waitUntilExit()
    holder.waitUntilExit()
    #expect(store.lease(key) != nil)
  }

  @Test func manyAtOnceHoldItOneAfterTheOther() async throws {
    let inside = Locked(0)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<40 {
        group.addTask { [store, key] in
          while true {
            guard let lease = store.lease(key) else {
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
}
