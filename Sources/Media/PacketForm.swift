import CFFmpeg

/// How a codec's packets are framed, where containers differ in it: the essence is hashed, not the frame.
///
/// An MPEG transport stream parts H.264 and H.265 by start codes and AAC by ADTS headers; Matroska and MP4 state lengths.
/// Muxers change the one into the other and leave what is inside as it was.
enum PacketForm: Hashable {
  case plain
  /// AAC with a header a packet (ISO 14496-3, 1.A.3.2).
  case adts
  /// NAL units after start codes (ISO 14496-10, annex B).
  case startCodes
  /// NAL units after their lengths, of so many bytes (ISO 14496-15, 5.3.3).
  case lengths(Int)

  init(_ parameters: AVCodecParameters) {
    let header = UnsafeBufferPointer(
      start: parameters.extradata, count: max(0, Int(parameters.extradata_size)))
    switch parameters.codec_id {
    case AV_CODEC_ID_AAC: self = header.isEmpty ? .adts : .plain
    case AV_CODEC_ID_H264:
      self = header.count > 4 && header[0] == 1 ? .lengths(Int(header[4] & 3) + 1) : .startCodes
    case AV_CODEC_ID_HEVC:
      let stated = header.count > 21 && (header[0] != 0 || header[1] != 0 || header[2] > 1)
      self = stated ? .lengths(Int(header[21] & 3) + 1) : .startCodes
    default: self = .plain
    }
  }

  /// Gives the essence of a packet, piece by piece; one that is not framed as announced is given as it is.
  func essence(
    of packet: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    switch self {
    case .plain: body(packet)
    case .adts: body(withoutHeader(packet))
    case .startCodes: give(unitsByStartCode(packet), of: packet, body)
    case .lengths(let size): give(unitsByLength(packet, size: size), of: packet, body)
    }
  }

  private func withoutHeader(_ packet: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard packet.count > 9, packet[0] == 0xFF, packet[1] & 0xF6 == 0xF0 else { return packet }
    return UnsafeBufferPointer(rebasing: packet[(packet[1] & 1 == 1 ? 7 : 9)...])
  }

  /// Each unit after its length in four bytes, without the zeros that may trail it.
  private func give(
    _ units: [Range<Int>]?, of packet: UnsafeBufferPointer<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    guard let units, !units.isEmpty else { return body(packet) }
    for unit in units {
      var end = unit.upperBound
      while end > unit.lowerBound, packet[end - 1] == 0 { end -= 1 }
      guard end > unit.lowerBound else { continue }
      let length = (0..<4).map {
        UInt8(truncatingIfNeeded: (end - unit.lowerBound) >> (24 - 8 * $0))
      }
      length.withUnsafeBufferPointer(body)
      body(UnsafeBufferPointer(rebasing: packet[unit.lowerBound..<end]))
    }
  }

  private func unitsByLength(_ packet: UnsafeBufferPointer<UInt8>, size: Int) -> [Range<Int>]? {
    var units: [Range<Int>] = []
    var place = 0
    while place < packet.count {
      guard place + size <= packet.count else { return nil }
      let length = packet[place..<place + size].reduce(0) { $0 << 8 | Int($1) }
      guard length <= packet.count - place - size else { return nil }
      units.append(place + size..<place + size + length)
      place += size + length
    }
    return units
  }

  private func unitsByStartCode(_ packet: UnsafeBufferPointer<UInt8>) -> [Range<Int>]? {
    var starts: [Int] = []
    var place = 2
    while place < packet.count {
      // Only a third byte of 0 or 1 can belong to a start code that is not seen yet.
      guard packet[place] <= 1 else {
        place += 3
        continue
      }
      let isCode = packet[place] == 1 && packet[place - 1] == 0 && packet[place - 2] == 0
      if isCode { starts.append(place + 1) }
      place += 1
    }
    guard let first = starts.first, packet[..<(first - 3)].allSatisfy({ $0 == 0 }) else {
      return nil
    }
    let ends = starts.dropFirst().map { $0 - 3 } + [packet.count]
    return zip(starts, ends).map { $0..<$1 }
  }
}
