import Foundation
import Testing

@testable import Media

@Suite struct ReadingTests {
  /// Reads a whole sound in blocks of an odd size.
  func read(
    _ file: String, stream: Int? = nil, origin: Int = 0, channels: AudioReader.Channels = .kept
  )
    throws -> [[Float]]
  {
    var reader = try AudioReader(file, stream: stream, origin: origin, channels: channels)
    var all = [[Float]](repeating: [], count: reader.layout.channels)
    while true {
      let block = try reader.read(7_777)
      guard let first = block.first, !first.isEmpty else { return all }
      for channel in all.indices { all[channel] += block[channel] }
    }
  }

  @Test(arguments: AudioCodec.allCases) func whatIsWrittenIsReadBackInPlace(codec: AudioCodec)
    throws
  {
    let fixture = try Fixture()
    let file = try fixture.dub(codec, length: 100_001)
    let sound = try read(file)
    let first = try #require(sound[0].firstIndex { abs($0) > 0.05 })
    #expect(abs(first - 48_000) < 72, "\(first)")
    #expect(sound[0].count >= 100_001 && sound[0].count <= 100_001 + 1_536, "\(sound[0].count)")
    #expect(sound.count == 2)
  }

  @Test func flacIsExactTo24Bits() throws {
    let fixture = try Fixture()
    let samples = (0..<50_000).map { Float(($0 * 7919) % 100_003) / 100_003 - 0.5 }
    let file = fixture.path("x.flac")
    var writer = try AudioWriter(file, codec: .flac, layout: .mono)
    try writer.write([samples])
    try writer.finish()
    let back = try read(file)[0]
    #expect(back.count == samples.count)
    #expect(zip(back, samples).allSatisfy { abs($0 - $1) <= 1 / 8_388_608 })
  }

  @Test(arguments: ["mono", "stereo", "5.1", "7.1"]) func layoutsAreKept(name: String) throws {
    let fixture = try Fixture()
    let file = try fixture.film(
      "x.wav",
      ["-f", "lavfi", "-i", "anullsrc=channel_layout=\(name):sample_rate=44100:duration=1"])
    let reader = try AudioReader(file)
    #expect(reader.layout.name == name)
    #expect(reader.layout.centre == (["5.1", "7.1"].contains(name) ? 2 : nil))
  }

  @Test func aRateIsConvertedWithoutAShift() throws {
    let fixture = try Fixture()
    let file = try fixture.film(
      "x.wav",
      ["-f", "lavfi", "-i", "sine=frequency=1000:duration=1:sample_rate=22050,adelay=500:all=1"])
    let sound = try read(file, channels: .mono)[0]
    let first = try #require(sound.firstIndex { abs($0) > 0.02 })
    #expect(abs(first - 24_000) < 48, "\(first)")
    #expect(abs(sound.count - 72_000) <= 4, "\(sound.count)")
  }

  @Test func theOriginShiftsWhatIsRead() throws {
    let fixture = try Fixture()
    let file = try fixture.dub(.flac)
    let late = try read(file, origin: 12_000)[0]
    let early = try read(file, origin: -12_000)[0]
    #expect(late.firstIndex { abs($0) > 0.05 }.map { abs($0 - 36_000) < 8 } == true)
    #expect(early.firstIndex { abs($0) > 0.05 }.map { abs($0 - 60_000) < 8 } == true)
  }

  @Test func aGapInTheTimeStampsIsSilence() throws {
    let fixture = try Fixture()
    let file = try fixture.film(
      "gap.mkv",
      [
        "-f", "lavfi", "-i", "sine=frequency=1000:duration=3:sample_rate=48000", "-af",
        "aselect='not(between(t,1,2))'", "-c:a", "pcm_s16le",
      ])
    let sound = try read(file, channels: .mono)[0]
    #expect(abs(sound.count - 144_000) < 3_000, "\(sound.count)")
    #expect(sound[60_000..<84_000].allSatisfy { $0 == 0 })
    #expect(sound[100_000..<110_000].contains { abs($0) > 0.05 })
  }

  @Test(arguments: [
    "", "not a video at all", "#EXTM3U\nhttp://example.com/a.ts\n",
    "ffconcat version 1.0\nfile /etc/passwd\n",
  ])
  func whatIsNoMediaIsOneSentence(text: String) throws {
    let fixture = try Fixture()
    let file = fixture.path("x.mp4")
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    let error = #expect(throws: MediaError.self) { try probe(file) }
    #expect(error?.description.contains("\n") == false)
    #expect(error?.blame == .input)
  }

  @Test func oddNamesAreNames() throws {
    let fixture = try Fixture()
    let film = try fixture.film("film.mp4")
    for name in ["-dash.mp4", "a b'c\"d[e].mp4", "100%d.mp4", "http:x.mp4", "concat:a|b.mp4"] {
      let path = fixture.path(name)
      try FileManager.default.copyItem(atPath: film, toPath: path)
      #expect(try probe(path).length == 96_000)
    }
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["POLYDUB_CORPUS"] != nil))
  func everyVideoOfTheCorpusIsReadOrRefusedInASentence() throws {
    let corpus = URL(
      fileURLWithPath: ProcessInfo.processInfo.environment["POLYDUB_CORPUS"] ?? "/")
    let folder = corpus.appending(path: "video")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    var read: [String] = []
    for name in names where !name.hasSuffix(".srt") {
      let path = folder.appending(path: name).path
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      if isFolder.boolValue { continue }
      do {
        let info = try probe(path)
        #expect(info.length > 0 && info.length < 60 * 48_000, "\(name): \(info.length)")
        if info.mainAudio != nil { _ = try self.read(path, origin: info.origin) }
        read.append(name)
      } catch {
        #expect(!"\(error)".contains("\n"), "\(error)")
      }
    }
    #expect(read.count >= names.count - 6, "\(Set(names).subtracting(read))")
  }
}
