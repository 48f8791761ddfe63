import CFFmpeg
import Foundation
import Testing

@testable import Media

@Suite struct ProbeTests {
  /// A scan of packets (start, length, hidden, samples skipped) that count milliseconds.
  func scan(
    _ packets: [(pts: Int64, length: Int64, isHidden: Bool, skipped: UInt8)], isPicture: Bool
  ) -> PacketScan.Result {
    var scan = PacketScan(.plain)
    defer { scan.free() }
    for told in packets {
      var packet = av_packet_alloc()
      defer { av_packet_free(&packet) }
      guard let packet else { continue }
      packet.pointee.pts = told.pts
      packet.pointee.duration = told.length
      packet.pointee.flags = told.isHidden ? AV_PKT_FLAG_DISCARD : 0
      if told.skipped > 0 {
        let side = av_packet_new_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, 10)
        side?.update(repeating: 0, count: 10)
        side?.pointee = told.skipped
      }
      scan.add(packet.pointee, base: AVRational(num: 1, den: 1000), rate: 1000)
    }
    return scan.finished(isPicture: isPicture)
  }

  @Test(arguments: [Int64(0), 1]) func aFrameWithoutALengthLastsAsLongAsTheOthers(length: Int64) {
    let frames = (0..<30).map {
      (pts: Int64($0 * 40), length: length, isHidden: false, skipped: UInt8(0))
    }
    #expect(scan(frames, isPicture: true).length == 1200 * 48)
    // Cues are far apart: theirs is what they say.
    #expect(scan(frames, isPicture: false).length == (1160 + Int(length)) * 48)
  }

  @Test func aShortLastFrameStaysShort() {
    let frames = (0..<30).map {
      (pts: Int64($0 * 40), length: Int64($0 == 29 ? 5 : 40), isHidden: false, skipped: UInt8(0))
    }
    #expect(scan(frames, isPicture: true).length == 1165 * 48)
  }

  @Test func primingReachesPastAHiddenPacket() {
    let sound = scan(
      [(-38, 23, true, 38), (-15, 23, false, 0), (8, 23, false, 0)], isPicture: false)
    #expect(sound.start == 0)
    #expect(sound.length == 31 * 48)
    #expect(sound.earliest == -38 * 48)
  }

  @Test func madTimesDoNotTrap() {
    let mad = scan(
      [(Int64.max - 1, Int64.max, false, 255), (Int64.min + 1, Int64.max, false, 0)],
      isPicture: true)
    #expect(mad.packets == 2)
  }

  @Test func theDigestOfAnAttachmentIsThatOfTheFile() throws {
    let fixture = try Fixture()
    func digest(_ text: String) throws -> StreamInfo {
      try Data(text.utf8).write(to: URL(fileURLWithPath: fixture.path("a.ttf")))
      let film = try fixture.film(
        "\(text).mkv",
        Fixture.film + ["-attach", fixture.path("a.ttf"), "-metadata:s:t", "mimetype=font/ttf"])
      return try #require(try probe(film).streams.first { $0.kind == .attachment })
    }
    // printf one | sha256sum
    #expect(
      try digest("one").digest == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
    )
    #expect(try digest("two").digest != digest("one").digest)
  }

  @Test func aListOfFilesIsNotOpened() throws {
    let fixture = try Fixture()
    try fixture.film("film.mp4")
    let list = fixture.path("list.ffconcat")
    try Data("ffconcat version 1.0\nfile film.mp4\n".utf8).write(to: URL(fileURLWithPath: list))
    let error = #expect(throws: MediaError.self) { try probe(list) }
    #expect(error?.reason.contains("list of files") == true, "\(String(describing: error))")
  }

  @Test func aPictureIsNoSound() throws {
    let fixture = try Fixture()
    let film = try fixture.film("film.mp4")
    let error = #expect(throws: MediaError.self) { _ = try AudioReader(film, stream: 0).layout }
    #expect(error?.reason.contains("no sound") == true)
  }

  /// Two packets three days apart.
  @Test func aFilmOfThreeDaysIsDamaged() throws {
    let fixture = try Fixture()
    let film = try fixture.film(
      "mad.mkv",
      Fixture.film + [
        "-map", "0:v", "-map", "1:a", "-bsf:v", "setts=ts=if(eq(N\\,49)\\,259200000\\,TS)",
      ])
    let error = #expect(throws: MediaError.self) { try probe(film) }
    #expect(error?.reason.contains("hours") == true, "\(String(describing: error))")
  }
}
