#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// A WAV file as a clip: read block by block while it sounds, so that no clip is ever held whole.
///
/// Gives what `readWAV` gives of the whole file. One that becomes shorter while it is read just ends.
public final class WAVClip: ClipSource {
  /// Samples per second.
  public var rate: Int { sound.format.rate }
  /// Samples of mono sound in all.
  public let length: Int

  private let file: Int32
  private let sound: WAVSound
  private var unread: Range<Int>
  private var block: [UInt8] = []

  /// Throws `ClipNotReadable` where the file cannot be opened, `WAVError` where it is no WAV file.
  public init(_ path: String) throws {
    file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw ClipNotReadable(path: path, reason: errno) }
    do {
      // Notes before the sound may be long, but ours have none.
      let head = bytes(of: file, at: 0, count: 4096)
      let begins = (try? WAVSound(head)).map { _ in head }
      sound = try WAVSound(begins ?? bytes(of: file, at: 0, count: 1 << 20))
    } catch {
      close(file)
      throw error
    }
    unread = sound.bytes(ofFile: Int(lseek(file, 0, SEEK_END)))
    length = unread.count / (sound.format.width * sound.format.channels)
  }

  deinit { close(file) }

  public func read(_ count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: max(0, min(count, unread.count))) { target, filled in
      target.initialize(repeating: 0)
      filled = read(into: target)
    }
  }

  public func read(into target: UnsafeMutableBufferPointer<Float>) -> Int {
    let frame = sound.format.width * sound.format.channels
    let wanted = min(target.count, unread.count / frame) * frame
    if block.count < wanted { block = Array(repeating: 0, count: wanted) }
    let count =
      block.withUnsafeMutableBytes {
        max(0, pread(file, $0.baseAddress, wanted, unread.lowerBound))
      } / frame
    unread = (unread.lowerBound + count * frame)..<unread.upperBound
    guard sound.format.channels == 1 else {
      let mono = sound.format.decode(block[..<(count * frame)]).samples
      _ = target.update(fromContentsOf: mono)
      return count
    }
    block.withUnsafeBytes { sound.format.decode($0, into: .init(rebasing: target[..<count])) }
    return count
  }
}

/// A clip's file that cannot be opened.
public struct ClipNotReadable: Error, Hashable, Sendable, CustomStringConvertible {
  public var path: String
  /// The system's number of the error.
  public var reason: Int32

  public var description: String {
    "The clip \(path) cannot be read: \(String(cString: strerror(reason))). Run again to make it anew."
  }
}

/// Up to `count` bytes of an open file; fewer where it ends.
private func bytes(of file: Int32, at place: Int, count: Int) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: count) { target, filled in
    filled = max(0, pread(file, target.baseAddress, count, place))
  }
}
