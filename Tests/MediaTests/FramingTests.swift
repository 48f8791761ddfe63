import Foundation
import Testing

@testable import Media

@Suite struct FramingTests {
  /// A transport stream frames by start codes and ADTS headers what other containers give lengths.
  @Test(arguments: [MuxContainer.mkv, .mp4, .mov])
  func aTransportStreamsEssenceIsCopied(container: MuxContainer) throws {
    let fixture = try Fixture()
    let source = try fixture.film("film.ts")
    let dub = MuxPlan.Dub(file: try fixture.dub(.aac), language: spanish, title: "Español")
    let out = fixture.path("out.\(container.rawValue)")
    _ = try mux(fixture.plan(source, container, dubs: [dub]), to: out)
    let (before, after) = (try probe(source), try probe(out))
    #expect(before.streams.map(\.digest) == after.streams.prefix(2).map(\.digest))
    #expect(abs(before.length - after.length) <= 96)
  }

  /// AVI tells decoding times only.
  @Test(arguments: [["libx264"], ["mpeg4", "-bf", "2"]], [MuxContainer.mkv, .mp4])
  func anAVIsPictureKeepsItsStartAndLength(codec: [String], container: MuxContainer) throws {
    let fixture = try Fixture()
    let source = try fixture.film("film.avi", Fixture.film + ["-c:v"] + codec)
    let dub = MuxPlan.Dub(file: try fixture.dub(.aac), language: spanish, title: "Español")
    let out = fixture.path("out.\(container.rawValue)")
    _ = try mux(fixture.plan(source, container, dubs: [dub]), to: out)
    let (before, after) = (try probe(source), try probe(out))
    #expect(before.streams.map(\.digest) == after.streams.prefix(2).map(\.digest))
    #expect(abs(before.length - after.length) <= 96, "\(before.length) \(after.length)")
    let lag = (before.streams[1].start - before.origin, after.streams[1].start - after.origin)
    #expect(abs(lag.0 - lag.1) <= 96, "\(lag)")
    #expect(abs(after.origin - before.origin(in: container)) <= 96)
  }

  /// What an edit list hides would be seen.
  @Test func hiddenPicturesAreRefusedWhereTheyWouldBeSeen() throws {
    let fixture = try Fixture()
    let plain = try fixture.film("plain.mp4")
    let source = try fixture.film("cut.mp4", ["-ss", "0.5", "-i", plain, "-c", "copy"])
    let info = try probe(source)
    #expect(refusals(of: info, in: .mkv, dubs: .aac).count == 1)
    #expect(refusals(of: info, in: .mp4, dubs: .aac) == [])
    #expect(refusals(of: try probe(plain), in: .mkv, dubs: .aac) == [])
  }

  @Test(arguments: [MuxContainer.mkv, .mp4])
  func soundBeforeThePictureIsKept(container: MuxContainer) throws {
    let fixture = try Fixture()
    let plain = try fixture.film("plain.mp4")
    let source = try fixture.film(
      "late.mkv",
      ["-itsoffset", "1", "-i", plain, "-i", plain, "-map", "0:v", "-map", "1:a", "-c", "copy"])
    let out = fixture.path("out.\(container.rawValue)")
    _ = try mux(fixture.plan(source, container, dubs: []), to: out)
    let (before, after) = (try probe(source), try probe(out))
    #expect(before.streams.map(\.digest) == after.streams.map(\.digest))
    let lag = (before.streams[1].start - before.origin, after.streams[1].start - after.origin)
    #expect(abs(lag.0 - lag.1) <= 96, "\(lag)")
  }

  @Test func theOnlySoundIsTheDefault() throws {
    let fixture = try Fixture()
    let plain = try fixture.film("plain.mp4")
    let source = try fixture.film("mute.mp4", ["-i", plain, "-an", "-c", "copy"])
    let dub = MuxPlan.Dub(file: try fixture.dub(.aac), language: spanish, title: "Español")
    let out = fixture.path("out.mkv")
    _ = try mux(fixture.plan(source, .mkv, dubs: [dub]), to: out)
    #expect(try probe(out).mainAudio?.dispositions == ["default", "dub"])
  }

  @Test func essenceIsTheSameInEveryFraming() {
    let units: [[UInt8]] = [[0x67, 1, 0, 3, 1], [0x65, 0, 0, 3, 0, 9], [0x41]]
    let coded: [UInt8] = units.flatMap { [0, 0, 0, 1] + $0 } + [0, 0]
    let long: [UInt8] = units.flatMap { [0, 0, 0, UInt8($0.count)] + $0 }
    let short: [UInt8] = units.flatMap { [0, UInt8($0.count)] + $0 }
    let briefly: [UInt8] = units.flatMap { [0, 0, 1] + $0 }
    #expect(essence(.startCodes, coded) == long)
    #expect(essence(.lengths(4), long) == long)
    #expect(essence(.lengths(2), short) == long)
    #expect(essence(.startCodes, briefly) == long)
  }

  @Test(arguments: [PacketForm.adts, .startCodes, .lengths(1), .lengths(4)])
  func aPacketThatIsNotFramedAsAnnouncedIsTakenAsItIs(form: PacketForm) {
    for packet in [[], [1], [9, 9, 9, 9, 9], [0xFF, 0xF1, 3], [9, 9, 0, 0, 1, 7]] as [[UInt8]] {
      #expect(essence(form, packet) == packet)
    }
  }

  /// They are chapters of the result, so nothing is missing that would need a notice.
  @Test func aTrackOfChapterTitlesIsNoLoss() throws {
    let fixture = try Fixture()
    let chapters = """
      ;FFMETADATA1
      [CHAPTER]
      TIMEBASE=1/1000
      START=0
      END=2000
      title=All of it
      """
    try Data(chapters.utf8).write(to: URL(fileURLWithPath: fixture.path("chapters.txt")))
    let plain = try fixture.film("plain.mp4")
    let source = try fixture.film(
      "film.mp4",
      ["-i", plain, "-i", fixture.path("chapters.txt"), "-map_chapters", "1", "-c", "copy"])
    #expect(try probe(source).streams.contains { $0.holdsChapters })
    let report = try mux(fixture.plan(source, .mkv, dubs: []), to: fixture.path("out.mkv"))
    #expect(report.notices == [])
    #expect(try probe(fixture.path("out.mkv")).chapters.map(\.title) == ["All of it"])
  }

  private func essence(_ form: PacketForm, _ packet: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    packet.withUnsafeBufferPointer { form.essence(of: $0) { out += $0 } }
    return out
  }
}
