/// What an engine gave back for one line: the sound, and what it cost to get.
public struct Speech: Hashable, Sendable {
  /// A whole sound file. Sizes in a WAV header are true, whatever the engine wrote there.
  public var audio: [UInt8]
  /// Its format, as the usual file extension.
  public var kind: Kind
  /// How many times the engine was asked, failed attempts included.
  public var calls: Int
  /// Characters the engine bills; 0 where speech is free.
  public var characters: Int
  /// Characters it should bill by its own published rule; unequal to `characters` where it did otherwise.
  public var expected: Int
  /// The engine's own number for the call, for its support desk.
  public var request: String?
  /// The revision of the model that spoke, where the engine tells it.
  public var revision: String?

  public enum Kind: String, Codable, Sendable {
    case wav, flac, mp3, ogg
  }

  public init(
    audio: [UInt8], kind: Kind = .wav, calls: Int = 1, characters: Int = 0, expected: Int? = nil,
    request: String? = nil, revision: String? = nil
  ) {
    self.audio = audio
    self.kind = kind
    self.calls = calls
    self.characters = characters
    self.expected = expected ?? characters
    self.request = request
    self.revision = revision
  }
}
