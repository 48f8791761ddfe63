import Dubbing
import Foundation

/// The voices a server lists: `{"voices":[…],"uploaded_voices":[…]}`, names or objects, or a list alone.
struct OpenAISpeechVoices: Decodable, Sendable {
  /// In the server's order; `uploaded` are among them.
  var names: [String]
  /// Learnt from recordings that were given to the server.
  var uploaded: Set<String>
  /// Whether there is a list at all.
  var areListed = true

  static let none: Self = {
    var none = OpenAISpeechVoices(names: [], uploaded: [])
    none.areListed = false
    return none
  }()

  init(names: [String], uploaded: Set<String>) {
    self.names = names
    self.uploaded = uploaded
  }

  /// nil for what is no list of voices.
  init?(_ json: [UInt8]) {
    guard let voices = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
    self = voices
  }

  private enum CodingKeys: String, CodingKey {
    case voices, data
    case uploaded = "uploaded_voices"
  }

  init(from decoder: any Decoder) throws {
    if let list = try? decoder.singleValueContainer().decode([Entry].self) {
      self.init(names: list.map(\.name), uploaded: Set(list.filter(\.isUploaded).map(\.name)))
      return
    }
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let key = fields.contains(.voices) ? CodingKeys.voices : .data
    let own = try fields.decode([Entry].self, forKey: key)
    let more = (try? fields.decode([Entry].self, forKey: .uploaded)) ?? []
    let uploaded = own.filter(\.isUploaded) + more
    var seen: Set<String> = []
    self.init(
      names: (own + more).map(\.name).filter { seen.insert($0).inserted },
      uploaded: Set(uploaded.map(\.name)))
  }

  /// A name, or an object with one.
  private struct Entry: Decodable {
    var name: String
    var isUploaded = false

    private enum CodingKeys: String, CodingKey {
      case id, name, voice, type, source
      case number = "voice_id"
    }

    init(from decoder: any Decoder) throws {
      if let name = try? decoder.singleValueContainer().decode(String.self) {
        self.name = name
        return
      }
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      let names = [CodingKeys.number, .id, .voice, .name].compactMap {
        try? fields.decode(String.self, forKey: $0)
      }
      guard let first = names.first else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "no name"))
      }
      name = first
      let kinds = [CodingKeys.type, .source].compactMap {
        try? fields.decode(String.self, forKey: $0)
      }
      isUploaded = kinds.contains { ["uploaded", "cloned", "clone", "custom"].contains($0) }
    }
  }
}

extension OpenAISpeechVoices {
  /// The server's own spelling of a name; capitals make no difference where that leaves one voice.
  func spelling(of name: String) -> String? {
    if names.contains(name) { return name }
    let near = names.filter { $0.lowercased() == name.lowercased() }
    return near.count == 1 ? near[0] : nil
  }

  /// Why there is no such voice, with those that may be meant.
  func missing(_ name: String, of server: OpenAISpeechServer) -> SpeechError {
    guard areListed else {
      return SpeechError(
        .missingVoice,
        "\(server.host) does not list its voices, and a server that lacks “\(shown(name))” may speak with another and "
          + "say nothing. Hear one, then write `allow_unlisted: true` in the entry of `\(server.name)`."
      )
    }
    let letters = { (name: String) in name.lowercased().filter { $0.isLetter || $0.isNumber } }
    let same = names.filter { letters($0) == letters(name) }
    let cloud =
      same.isEmpty
      ? "" : " Voices are spelt differently here and at Alibaba's service (Ono_Anna, Ono Anna)."
    let hint = same.isEmpty ? suggestion(for: name, among: names) : " (did you mean “\(same[0])”?)"
    return SpeechError(
      .missingVoice,
      "“\(shown(name))” is no voice of \(server.host)\(hint);\(cloud) run `polydub voices --provider \(server.name) "
        + "--pipeline FILE`.")
  }
}
