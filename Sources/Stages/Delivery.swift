import Engine
import Foundation
import Media

/// A finished file that could not be put where the user asked; what was made for it is kept.
public struct DeliveryError: Error, CustomStringConvertible {
  public let description: String
  public init(_ sentence: String) { description = sentence }
}

/// A file on its way to where the user asked: written beside, renamed when whole.
struct Delivery {
  let path: String
  /// The name to write.
  let beside: String

  init(to path: String) {
    self.path = path
    let url = URL(fileURLWithPath: path)
    let name = ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).part"
    beside = url.deletingLastPathComponent().appending(path: name).path
    // What a killed run of the same number left.
    unlink(beside)
  }

  /// Refuses to begin a file the disk has no room for.
  func checkRoom(for bytes: Int) throws {
    let folder = URL(fileURLWithPath: beside).deletingLastPathComponent().path
    guard let free = freeBytes(at: folder), free < bytes else { return }
    throw DeliveryError(
      "\(path): needs about \(bytes / 1_000_000 + 1) MB, and its disk has \(free / 1_000_000) MB left. Free some, and run "
        + "again: what is made is kept.")
  }

  /// Puts the file in its place, whatever was there.
  func publish() throws {
    guard rename(beside, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(beside)
      throw DeliveryError(
        "\(path): cannot be put in place: \(reason). Check its folder and run again.")
    }
  }

  /// Removes what killed runs left beside an output.
  static func removeAbandoned(beside path: String) {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let prefix = ".\(url.lastPathComponent)."
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(".part") {
      guard let process = pid_t(name.dropFirst(prefix.count).dropLast(5)) else { continue }
      if kill(process, 0) != 0, errno == ESRCH { unlink("\(folder)/\(name)") }
    }
  }
}
