import Dubbing
import Foundation
import Testing
import Voices

@testable import Engine
@testable import Stages

/// What becomes of takes no one should hear.
@Suite struct SpeakLineTests {
  /// A voice that gives what it is told to, one sound a call.
  final class Scripted: Synthesizer {
    static let type = "scripted"
    let source = DigitalSource.trainedAlgorithmicMedia
    let tariff = Tariff.free
    let isRepeatable: Bool
    let isRemote: Bool
    private let sounds: Locked<[[UInt8]]>
    private let asked = Locked(0)
    private let most: Int

    init(
      _ sounds: [[UInt8]], isRepeatable: Bool = false, isRemote: Bool = false, most: Int = .max
    ) {
      self.sounds = Locked(sounds)
      self.isRepeatable = isRepeatable
      self.isRemote = isRemote
      self.most = most
    }

    var calls: Int { asked.withLock { $0 } }
    var catalogue: [VoiceListing] { [] }
    func voice(named name: String, language: String) -> Voice {
      Voice(provider: Self.type, model: "m", name: name)
    }
    func parts(of line: Line) -> [Line] {
      let words = line.text.split(separator: " ")
      return stride(from: 0, to: words.count, by: most == .max ? words.count : most).map {
        var part = line
        part.text = words[$0...].prefix(most).joined(separator: " ")
        return part
      }
    }
    func speak(_ line: Line, under conduct: Conduct) async throws(SpeechError) -> Speech {
      asked.withLock { $0 += 1 }
      guard let sound = sounds.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
        throw SpeechError(.unavailable, "Out of sounds.")
      }
      return Speech(audio: sound, characters: 10)
    }
  }

  let folder = FileManager.default.temporaryDirectory.appending(path: "take-\(UUID().uuidString)")

  func speak(_ voice: Scripted, again: Bool = false) async throws
    -> (take: Take, spent: Tally.Spent)
  {
    defer { if !again { try? FileManager.default.removeItem(at: folder) } }
    let workspace = Workspace(store: try Store(at: folder.path))
    var providers = Providers()
    providers.register(voice, as: Scripted.type)
    let tally = Tally()
    let line = Line(
      text: "Every boat is home before the tide.", language: "en",
      voice: Voice(provider: Scripted.type, model: "m", name: "n"))
    let stage = SpeakLine(providers: .init(providers), tally: .init(tally))
    return (try await stage.run(line, in: workspace), tally.spent)
  }

  @Test func aGoodTakeIsAskedForOnce() async throws {
    let voice = Scripted([try sound()])
    let spoken = try await speak(voice)
    #expect(voice.calls == 1)
    #expect(spoken.take.characters == 10)
  }

  @Test func aBadTakeIsAskedForOnceMoreAndBothAreCounted() async throws {
    let voice = Scripted([try sound(gain: 0), try sound()])
    let spoken = try await speak(voice)
    #expect(voice.calls == 2)
    #expect(spoken.take.characters == 20)
    #expect(spoken.spent.calls == 2)
  }

  @Test func aLineThatStaysBadFailsByName() async throws {
    let voice = Scripted([try sound(seconds: 60), try sound(seconds: 60)])
    await #expect {
      _ = try await speak(voice)
    } throws: {
      "\($0)".contains("far too long for its text")
    }
    #expect(voice.calls == 2)
  }

  @Test func aVoiceThatIsAlwaysTheSameIsNotAskedAgain() async throws {
    let voice = Scripted([try sound(seconds: 0.05)], isRepeatable: true)
    await #expect {
      _ = try await speak(voice)
    } throws: {
      "\($0)".contains("far too short for its text")
    }
    #expect(voice.calls == 1)
  }

  @Test func aBadTakeThatWasPaidForIsNotBoughtByTheNextRun() async throws {
    let voice = Scripted([try sound(seconds: 60), try sound(seconds: 60)], isRemote: true)
    for again in [true, false] {
      await #expect {
        _ = try await speak(voice, again: again)
      } throws: {
        "\($0)".contains("far too long for its text")
      }
      #expect(voice.calls == 2)
    }
  }

  @Test func aNumberWhoseCallsGaveBadSoundIsSpoiled() async throws {
    let voice = Scripted([try sound(seconds: 60), try sound(seconds: 60)], isRemote: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    await #expect(throws: SpeechError.self) { try await speak(voice, again: true) }
    let workspace = Workspace(store: try Store(at: folder.path))
    var line = Line(
      text: "Every boat is home before the tide.", language: "en",
      voice: Voice(provider: Scripted.type, model: "m", name: "n"))
    #expect(workspace.isSpoiled(line, by: voice))
    line.take = 2
    #expect(!workspace.isSpoiled(line, by: voice))
  }

  @Test func withoutRoomForATakeNoneIsBought() async throws {
    let voice = Scripted([try sound()], isRemote: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var store = try Store(at: folder.path)
    store.free = { _ in 1 << 20 }
    var providers = Providers()
    providers.register(voice, as: Scripted.type)
    let line = Line(
      text: "Every boat is home before the tide.", language: "en",
      voice: Voice(provider: Scripted.type, model: "m", name: "n"))
    let stage = SpeakLine(providers: .init(providers), tally: .init(Tally()))
    await #expect {
      _ = try await stage.run(line, in: Workspace(store: store))
    } throws: {
      "\($0)".contains("A take needs") && "\($0)".contains("--store")
    }
    #expect(voice.calls == 0)
  }

  @Test func partsThatWerePaidForAreKeptWhenALaterOneFails() async throws {
    let first = Scripted([try sound(), try sound()], isRemote: true, most: 3)
    await #expect(throws: SpeechError.self) { try await speak(first, again: true) }
    #expect(first.calls == 3)
    let second = Scripted([try sound(seconds: 1)], isRemote: true, most: 3)
    let take = try await speak(second).take
    #expect(second.calls == 1)
    #expect(take.characters == 30)
  }

  /// A tone that dies away, as a WAV file.
  func sound(seconds: Double = 2, gain: Double = 0.3) throws -> [UInt8] {
    let count = Int(seconds * 24_000)
    var bytes: [UInt8] = []
    for i in 0..<count {
      let fade = min(1, Double(count - i) / 2400)
      let value = Int16(gain * fade * sin(2 * .pi * 150 * Double(i) / 24_000) * 32_000)
      withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
    func field(_ value: Int, _ size: Int) -> [UInt8] {
      (0..<size).map { UInt8(value >> (8 * $0) & 255) }
    }
    return Array("RIFF".utf8) + field(36 + bytes.count, 4) + Array("WAVEfmt ".utf8)
      + field(16, 4) + field(1, 2) + field(1, 2) + field(24_000, 4) + field(48_000, 4)
      + field(2, 2) + field(16, 2) + Array("data".utf8) + field(bytes.count, 4) + bytes
  }

  @Test func aTakeWithoutARevisionIsStoredAsItAlwaysWas() throws {
    let old =
      #"{"audio":{"blob":"ab","bytes":1,"kind":"wav"},"characters":3,"source":"trainedAlgorithmicMedia"}"#
    let take = try JSONDecoder().decode(Take.self, from: Data(old.utf8))
    #expect(take.revision == nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(take), as: UTF8.self) == old)
    var told = take
    told.revision = "r1"
    #expect(try JSONDecoder().decode(Take.self, from: encoder.encode(told)) == told)
  }
}
