import Foundation
import Transport

/// The rate of one account, shared by every process of this machine through a small file.
///
/// A damaged file counts as none. Where no file can be, the rate is this process's alone.
struct CallRateFile: Sendable {
  private let path: String?
  private let own = Guarded(CallRate())

  /// - Parameter folder: where the files are; nil for none.
  init(account: String, in folder: String?) {
    path = folder.map { "\($0)/\(account).json" }
  }

  /// Changes the rate while nobody else can.
  func change<Result>(_ body: (inout CallRate, _ now: Int) -> Result) -> Result {
    own.withLock { own in
      let file = path.map { open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) } ?? -1
      defer { if file >= 0 { close(file) } }
      // The lock ends with the process, however that ends.
      guard file >= 0, flock(file, LOCK_EX) == 0 else { return body(&own, Self.now) }
      var rate = Self.read(file) ?? CallRate()
      let now = Self.now
      if !rate.isOf(clock: now) { rate = CallRate() }
      let result = body(&rate, now)
      Self.write(rate, to: file)
      own = rate
      return result
    }
  }

  /// Nanoseconds of the clock that all processes share and nobody sets.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  private static func read(_ file: Int32) -> CallRate? {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = pread(file, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return try? JSONDecoder().decode(CallRate.self, from: Data(bytes.prefix(count)))
  }

  private static func write(_ rate: CallRate, to file: Int32) {
    guard let bytes = try? JSONEncoder().encode(rate) else { return }
    let written = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    ftruncate(file, max(0, written))
  }
}
