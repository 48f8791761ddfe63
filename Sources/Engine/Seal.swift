import Foundation

/// A digest at the end of a file of the store, so that damage to it shows.
///
/// The file stays one JSON object: its last member is the SHA-256 of all the bytes before that member.
enum Seal {
  private static let mark = Data(",\"sha256\":\"".utf8)
  private static let end = Data("\"}\n".utf8)

  /// - Parameter open: an object without its closing brace.
  static func sealed(_ open: Data) -> Data {
    open + mark + Data(Digest(of: open).rawValue.utf8) + end
  }

  static func state(of file: Data) -> State {
    let start = file.endIndex - mark.count - 64 - end.count
    guard start > file.startIndex, file[start...].starts(with: mark), file.suffix(end.count) == end
    else { return .unsealed }
    let digest = file[(start + mark.count)...].prefix(64)
    return Digest(of: file[..<start]).rawValue.utf8.elementsEqual(digest) ? .whole : .damaged
  }

  enum State { case whole, unsealed, damaged }
}
