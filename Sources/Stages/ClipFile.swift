import Foundation
import Sound

/// A clip's file, open while it sounds.
final class ClipFile {
  private let descriptor: Int32

  /// The clip in a WAV file; throws where it cannot be opened or is no WAV.
  static func clip(_ path: String) throws -> WAVClip {
    let file = try ClipFile(path)
    let size = Int(lseek(file.descriptor, 0, SEEK_END))
    return try WAVClip(size: size) { place, target in
      let count = pread(file.descriptor, target.baseAddress, target.count, off_t(place))
      guard count >= 0 else {
        throw CocoaError(.fileReadUnknown, userInfo: [NSFilePathErrorKey: path])
      }
      return count
    }
  }

  private init(_ path: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CocoaError(.fileReadNoSuchFile, userInfo: [NSFilePathErrorKey: path])
    }
  }

  deinit { close(descriptor) }
}
