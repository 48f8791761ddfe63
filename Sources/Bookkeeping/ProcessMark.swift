import Foundation

/// Which process wrote a row: its number, when it started, and the boot of the machine, for numbers are used again.
struct ProcessMark: Hashable, Sendable {
  var text: String

  static let own = ProcessMark(of: ProcessInfo.processInfo.processIdentifier)

  /// - Parameter number: a process of this machine; one that is gone has a mark nobody else has.
  init(of number: Int32) {
    text = "\(number) \(Self.start(of: number) ?? "gone") \(Self.boot)"
  }

  init(text: String) { self.text = text }

  /// Whether the process still runs.
  var isAlive: Bool {
    guard let number = Int32(text.prefix { $0 != " " }), kill(number, 0) == 0 || errno == EPERM
    else { return false }
    return ProcessMark(of: number) == self
  }

  /// Clock ticks from boot to its start: field 22 of proc(5), counted behind its name, which may hold anything.
  private static func start(of number: Int32) -> String? {
    guard let data = FileManager.default.contents(atPath: "/proc/\(number)/stat"),
      let end = data.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let fields = String(decoding: data[end...].dropFirst(2), as: UTF8.self).split(separator: " ")
    return fields.count > 19 ? String(fields[19]) : nil
  }

  private static let boot: String = {
    let data = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id")
    return data.map { String(decoding: $0.prefix(36), as: UTF8.self) } ?? "unknown"
  }()
}
