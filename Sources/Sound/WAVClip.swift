/// A WAV file as a clip: read block by block while it sounds, so that no clip is ever held whole.
///
/// Gives what `readWAV` gives of the whole file. One that becomes shorter while it is read just ends.
public struct WAVClip: ClipSource {
  /// Reads bytes from a place in the file into a buffer and says how many; fewer only where the file ends.
  public typealias Bytes = (_ place: Int, _ target: UnsafeMutableRawBufferPointer) throws -> Int

  /// Samples per second.
  public var rate: Int { sound.format.rate }
  /// Samples of mono sound in all.
  public let length: Int

  private let file: Bytes
  private let sound: WAVSound
  private var unread: Range<Int>
  private var block: [UInt8] = []

  /// Reads the header; throws `WAVError` where there is none, or what `file` throws.
  ///
  /// - Parameter size: of the file, in bytes.
  public init(size: Int, file: @escaping Bytes) throws {
    self.file = file
    // Ours begin at byte 44; others may leave long notes before the sound.
    var head = try bytes(of: file, count: min(size, 4096))
    if size > 4096, (try? WAVSound(head)) == nil {
      head = try bytes(of: file, count: min(size, 1 << 20))
    }
    sound = try WAVSound(head)
    unread = sound.bytes(ofFile: size)
    length = unread.count / sound.format.frame
  }

  public mutating func read(_ count: Int) throws -> [Float] {
    var samples = [Float](repeating: 0, count: max(0, min(count, unread.count)))
    let read = try samples.withUnsafeMutableBufferPointer { try self.read(into: $0) }
    samples.removeLast(samples.count - read)
    return samples
  }

  public mutating func read(into target: UnsafeMutableBufferPointer<Float>) throws -> Int {
    let format = sound.format
    let wanted = min(target.count, unread.count / format.frame) * format.frame
    if block.count < wanted { block = Array(repeating: 0, count: wanted) }
    let count = try block.withUnsafeMutableBytes {
      try file(unread.lowerBound, .init(rebasing: $0[..<wanted])) / format.frame
    }
    unread = (unread.lowerBound + count * format.frame)..<unread.upperBound
    if format.channels == 1 {
      block.withUnsafeBytes { format.decode($0, into: .init(rebasing: target[..<count])) }
    } else {
      let mono = format.decode(block[..<(count * format.frame)])
      _ = target.update(fromContentsOf: mono.samples)
    }
    return count
  }
}

private func bytes(of file: WAVClip.Bytes, count: Int) throws -> [UInt8] {
  try [UInt8](unsafeUninitializedCapacity: count) { target, filled in
    filled = try file(0, UnsafeMutableRawBufferPointer(target))
  }
}
