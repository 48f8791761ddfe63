import Dubbing
import Engine
import Foundation
import Stages

/// What the store has of single lines.
extension Session {
  /// The take of a line, if the store has it.
  func take(of line: Line) -> Take? { workspace.kept(dub.speak, of: line) }

  /// What the take of a line is called in the store.
  func key(of line: Line) throws -> Digest { try workspace.key(of: dub.speak, line) }

  /// How long a take is, silence around the words included.
  func seconds(of take: Take) throws -> Double {
    try takeSeconds(of: take, in: workspace)
  }

  /// When a take was made.
  func date(of take: Take) -> Date? {
    let path = workspace.path(of: take.audio)
    return try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
  }
}
