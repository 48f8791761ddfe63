import Dubbing
import Engine
import Foundation
import Testing

@testable import Media
@testable import Stages

@Suite struct PrepareBedTests {
  let picture = Time(seconds: 2)

  func stem(seconds: Double, layout: String = "stereo") -> [String] {
    let tone = "sine=frequency=300:sample_rate=48000:duration=\(seconds)"
    return ["-f", "lavfi", "-i", "\(tone),aformat=channel_layouts=\(layout)"]
  }

  func prepared(_ studio: Studio, _ file: (Source, MediaInfo), track: Int? = nil) async throws
    -> (Bed, [[Float]])
  {
    let bed = try await PrepareBed(track: track, keeps: .sound)
      .run((file.0, file.1, picture), in: studio.workspace)
    return (bed, try studio.samples(of: try #require(bed.audio)))
  }

  @Test(arguments: ["mono", "stereo", "3.0", "quad", "5.0", "5.1", "5.1(side)", "6.1", "7.1"])
  func aStemKeepsItsChannelsAndHasThePicturesLength(layout: String) async throws {
    let studio = try Studio()
    let file = try studio.file("me.wav", stem(seconds: 2, layout: layout))
    let (bed, samples) = try await prepared(studio, file)
    #expect(bed.layout.name == layout)
    #expect(samples.count == bed.layout.channels)
    #expect(samples.allSatisfy { $0.count == picture.samples })
  }

  @Test(arguments: ["me.wav", "me.flac", "me.m4a", "me.opus", "me.mka", "me.mp3", "me.mov"])
  func aStemInAnyContainerStaysInTime(name: String) async throws {
    let studio = try Studio()
    let click = "aevalsrc=exprs=0.5*sin(2*PI*1000*t)*between(t\\,1\\,1.02):d=2:s=48000"
    let file = try studio.file(name, ["-f", "lavfi", "-i", click, "-ac", "2"])
    let (_, samples) = try await prepared(studio, file)
    let onset = try #require(samples[0].firstIndex { abs($0) > 0.1 })
    // Vorbis in Matroska is told to the millisecond only, and its first packet has no sound.
    #expect(abs(onset - 48_000) < 192, "\(onset)")
  }

  @Test func aShortStemGoesOnInSilenceAndALongOneEndsWithThePicture() async throws {
    let studio = try Studio()
    let short = try await prepared(studio, studio.file("a.wav", stem(seconds: 1.5))).1
    #expect(short.allSatisfy { $0.count == picture.samples })
    #expect(short[0][72_000...].allSatisfy { $0 == 0 } && short[0][71_900] != 0)
    let long = try await prepared(studio, studio.file("b.wav", stem(seconds: 3))).1
    #expect(long.allSatisfy { $0.count == picture.samples })
  }

  @Test(arguments: [(1.5, "before the picture"), (2.5, "longer than the picture"), (2.03, nil)])
  func aStemOfAnotherLengthIsTold(seconds: Double, words: String?) throws {
    let studio = try Studio()
    let (source, info) = try studio.file("me.wav", stem(seconds: seconds))
    let notice = Stem(path: "me.wav", track: nil, source: source).notice(info, picture: picture)
    #expect((notice == nil) == (words == nil))
    #expect(notice?.contains(words ?? "") ?? true)
    #expect(words == nil || notice?.contains("0:00:00.500") == true)
  }

  @Test func aTrackOfAFileIsAStem() async throws {
    let studio = try Studio()
    let both = stem(seconds: 2, layout: "mono") + stem(seconds: 2, layout: "5.1")
    let file = try studio.file("two.mka", both + ["-map", "0", "-map", "1", "-c:a", "flac"])
    let (bed, _) = try await prepared(studio, file, track: 1)
    #expect(bed.layout.channels == 6)
    let stem = Stem(path: "two.mka", track: 7, source: file.0)
    #expect(stem.sound(in: file.1) == nil)
    #expect(stem.withoutSound(file.1).contains("0, 1"))
  }
}
