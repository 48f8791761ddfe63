/// How a server is, and what it does wrong with the next calls.
struct Behaviour: Codable, Sendable {
  enum Trait: String, Codable {
    /// `stream: true` gives bare samples, as builds before server-sent events do.
    case oldStream
    /// Sound is MP3 unless a format is asked for, as at OpenAI.
    case mp3Default
    /// Sound is MP3 whatever is asked for.
    case onlyMP3
    /// Sound is Ogg, or FLAC, whatever is asked for.
    case onlyOgg, onlyFLAC
    /// `speed` is passed over.
    case ignoresSpeed
    /// An unknown voice is spoken with the default one.
    case fallsBack
    /// There is no list of voices; or it is at `/v1/voices`; or it holds objects.
    case noList, listElsewhere, listOfObjects
    /// `Ono_anna`, and capitals matter.
    case hostedSpelling
    /// Refusals are `{"detail": …}`.
    case detail
    /// A key is wanted, and none is right.
    case locked
  }

  struct Fault: Codable, Sendable {
    enum Kind: String, Codable {
      /// Refuses with `status`, in the given `form`.
      case refuse
      /// The same error in an answer of 200.
      case errorInside
      /// The body ends early.
      case cut
      /// Nothing more comes after the first bytes.
      case stall
      /// A stream ends without `speech.audio.done`.
      case endBeforeDone
      /// `speech.audio.error` after the first piece.
      case errorInStream
      /// WAV sizes are `size`.
      case headerSize
      /// True sizes, then a chunk that is no sound.
      case trailingChunk
      /// The sound is zeros; there is none.
      case silence, nothing
      /// A minute of noise.
      case runaway
    }
    enum Form: String, Codable { case vllm, openAI, detail, details, empty, page }

    var kind: Kind
    var times: Int?
    var status: Int?
    var message: String?
    /// A code in words, as OpenAI has it.
    var code: String?
    var form: Form?
    var retryAfter: String?
    var size: UInt32?
  }

  var traits: Set<Trait>?
  var faults: [Fault]?
}
