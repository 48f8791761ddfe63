/// One element of a Matroska file: its name, and where it lies (RFC 8794).
struct EBMLElement {
  var id: Int
  /// Where its size is written, and in how many bytes.
  var size: Range<Int>
  var content: Range<Int>

  /// The elements in a stretch of bytes; what makes no sense ends the list, what leads out of it is cut.
  static func all(in bytes: [UInt8], _ range: Range<Int>? = nil) -> [EBMLElement] {
    let range = range ?? bytes.indices
    var found: [EBMLElement] = []
    var place = range.lowerBound
    while let id = number(in: bytes, at: place, keepsMark: .whole),
      let size = number(in: bytes, at: place + id.width, keepsMark: .without)
    {
      let start = place + id.width + size.width
      guard start <= range.upperBound else { break }
      let isUnknown = size.value == (1 << (7 * size.width)) - 1
      let length = isUnknown ? range.upperBound - start : min(size.value, range.upperBound - start)
      found.append(
        EBMLElement(
          id: id.value, size: (place + id.width)..<start, content: start..<(start + length)))
      place = start + length
    }
    return found
  }

  /// The elements with a name inside this one.
  func all(_ id: Int, in bytes: [UInt8]) -> [EBMLElement] {
    EBMLElement.all(in: bytes, content).filter { $0.id == id }
  }

  /// A size in a given number of bytes.
  static func size(_ value: Int, width: Int) -> [UInt8] {
    (0..<width).map { index in
      let byte = UInt8(truncatingIfNeeded: value >> (8 * (width - 1 - index)))
      return index == 0 ? byte | UInt8(0x80 >> (width - 1)) : byte
    }
  }

  /// Whether the bit that tells a number's width is part of it: in names it is, in sizes not.
  private enum Mark { case whole, without }

  private static func number(in bytes: [UInt8], at place: Int, keepsMark mark: Mark)
    -> (value: Int, width: Int)?
  {
    guard place < bytes.count, bytes[place] != 0 else { return nil }
    let width = bytes[place].leadingZeroBitCount + 1
    guard place + width <= bytes.count else { return nil }
    var value = mark == .whole ? Int(bytes[place]) : Int(bytes[place]) & ((1 << (8 - width)) - 1)
    guard mark == .without || width <= 4 else { return nil }
    for byte in bytes[(place + 1)..<(place + width)] { value = value << 8 | Int(byte) }
    return (value, width)
  }
}
