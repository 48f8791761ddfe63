/// Why a line could not be spoken, as a sentence with a remedy.
///
/// The sentence never holds the words of the line: scripts do not belong in logs.
public struct SpeechError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: String, Codable, Sendable {
    /// The engine was asked and said no.
    case refused
    /// The engine is not there: not installed, not reachable.
    case unavailable
    /// There is no such voice or provider.
    case missingVoice
    /// An answer came, but it is not usable speech.
    case badAudio
    case timedOut
    /// The run was interrupted.
    case cancelled
  }

  public enum Retry: String, Codable, Sendable {
    /// Asking again gives the same answer.
    case never
    /// Asking again may help.
    case maybe
  }

  public var kind: Kind
  public var description: String
  public var retry: Retry

  public init(_ kind: Kind, _ description: String, retry: Retry = .never) {
    self.kind = kind
    self.description = description
    self.retry = retry
  }
}
