import Foundation
import Testing

@testable import Media

/// What sources bring along that a container has its own mind about.
@Suite struct MuxSourceTests {
  /// A film whose own sound is a tone from 1.5 s on.
  static let beep = [
    "-f", "lavfi", "-i", "testsrc2=size=96x64:rate=25:duration=3", "-f", "lavfi", "-i",
    "aevalsrc=if(gte(t\\,1.5)\\,0.5*sin(2*PI*1000*t)\\,0):s=48000:d=3", "-pix_fmt", "yuv420p",
    "-c:v", "libx264", "-g", "25",
  ]

  /// Between the first picture and the tone of the first sound, in seconds, as ffmpeg decodes it.
  private func delay(_ file: String, _ fixture: Fixture) throws -> Double {
    let sound = try fixture.decoded(file, stream: "a:0")
    let first = try #require(sound.firstIndex { abs($0) > 0.05 })
    return Double(first) / 48_000 - (try fixture.start(file, stream: "v:0"))
  }

  private func muxed(_ source: String, _ container: MuxContainer, _ fixture: Fixture) throws
    -> (file: String, report: MuxReport)
  {
    let dub = MuxPlan.Dub(file: try fixture.dub(.aac), language: spanish, title: "Español")
    let out = fixture.path("out.\(container.rawValue)")
    return (out, try mux(fixture.plan(source, container, dubs: [dub]), to: out))
  }

  @Test(arguments: ["aac", "libopus", "flac", "ac3"], ["mkv", "mp4"])
  func theSourcesOwnSoundStaysInPlace(codec: String, kind: String) throws {
    let fixture = try Fixture()
    let source = try fixture.film("in.\(kind)", Self.beep + ["-c:a", codec, "-strict", "-2"])
    let out = try muxed(source, .mkv, fixture).file
    #expect(abs(try delay(out, fixture) - delay(source, fixture)) < 0.0015)
  }

  @Test(arguments: [MuxContainer.mkv, .mp4, .mov])
  func soundBeforeThePictureIsKept(container: MuxContainer) throws {
    let fixture = try Fixture()
    let plain = try fixture.film("plain.mp4", Self.beep + ["-c:a", "aac"])
    let source = try fixture.film(
      "late.mp4",
      ["-itsoffset", "0.5", "-i", plain, "-i", plain, "-map", "0:v", "-map", "1:a", "-c", "copy"])
    let out = try muxed(source, container, fixture).file
    let (before, after) = (try probe(source), try probe(out))
    #expect(abs(try delay(out, fixture) - 1) < 0.0015)
    let lead = { (info: MediaInfo) in info.origin - info.streams[1].start }
    #expect(lead(before) == 24_000)
    #expect(lead(after) - 24_000 < 1200 && lead(after) >= 24_000 - 48)
  }

  @Test func picturesAnEditListHidesAreNotShown() throws {
    let fixture = try Fixture()
    let plain = try fixture.film("plain.mp4", Self.beep + ["-c:a", "aac"])
    let source = try fixture.film("cut.mp4", ["-ss", "1.1", "-i", plain, "-c", "copy"])
    let refused = refusals(of: try probe(source), in: .mkv, dubs: .aac)
    #expect(refused.count == 1 && refused[0].contains("Write .mp4"))
    #expect(throws: MediaError.self) { try muxed(source, .mkv, fixture) }
    let out = try muxed(source, .mp4, fixture).file
    #expect(try probe(out).length == probe(source).length)
  }

  @Test func whatMOVCannotHoldIsKnownBeforehand() throws {
    let fixture = try Fixture()
    for codec in ["libopus", "flac"] {
      let source = try fixture.film("\(codec).mkv", Self.beep + ["-c:a", codec])
      #expect(refusals(of: try probe(source), in: .mov, dubs: .aac).count == 1)
      #expect(refusals(of: try probe(source), in: .mp4, dubs: .aac).isEmpty)
    }
    let vorbis = try fixture.film(
      "v.webm", Array(Self.beep.prefix(8)) + ["-c:v", "libvpx", "-c:a", "libvorbis"])
    #expect(refusals(of: try probe(vorbis), in: .mp4, dubs: .aac).count == 2)
  }

  @Test func aCoverThatDoesNotFitIsToldOf() throws {
    let fixture = try Fixture()
    let plain = try fixture.film("plain.mp4")
    let cover = try fixture.film(
      "cover.jpg", ["-f", "lavfi", "-i", "color=red:size=32x32", "-frames:v", "1"])
    let source = try fixture.film(
      "covered.mp4",
      [
        "-i", plain, "-i", cover, "-map", "0", "-map", "1", "-c", "copy", "-disposition:v:1",
        "attached_pic",
      ])
    let (_, report) = try muxed(source, .mov, fixture)
    #expect(report.dropped == [2] && report.notices.count == 1)
    #expect(try muxed(source, .mp4, fixture).report.dropped.isEmpty)
  }
}
