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
    /// The engine is asked too often, or has too much to do.
    case throttled
    /// The key is missing, wrong, or not for this.
    case unauthorized
    /// Quota or money is at its end.
    case unpaid
    /// The engine's moderation will not speak these words.
    case moderated
    /// There is no such model, or no longer, or not there.
    case missingModel
    /// The run was interrupted.
    case cancelled
    /// It would cost more than may be spent.
    case overLimit
    /// The voice is a person's who has not agreed to this.
    case unconsented
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

extension SpeechError {
  /// The run stopped before anything was sent.
  static let stopped = SpeechError(
    .cancelled, "The line was stopped; run again to go on.", retry: .maybe)
}
