/// One thing the double does wrong, or differently, with the next calls.
struct Fault: Codable, Sendable {
  enum Kind: String, Codable {
    /// Refuses before speaking, with `status`, `code`, `message` in the given `form`.
    case refuse
    /// An error in a stream that began with 200: `code`.
    case errorInStream
    /// `event:error`, then a bare `status:` line, then the error.
    case errorEvent
    /// The stream ends well-formed, without `stop`.
    case endBeforeStop
    /// The connection is cut in the middle.
    case cut
    /// The connection is cut before the first byte of sound.
    case silentClose
    /// Nothing more comes after the first piece.
    case stall
    /// No WAV header: samples alone, 24 kHz.
    case bareSamples
    /// Pieces of a few bytes.
    case crumbs
    /// Lines end in CRLF, and a space follows each colon.
    case carriageReturns
    /// `finish_reason` is the word "null" until the end.
    case nullWord
    /// The data size of the WAV header is `size`.
    case headerSize
    /// True sizes, then a chunk that is no sound.
    case trailingChunk
    /// Every piece is a WAV file of its own.
    case headerOnEach
    /// The sound is zeros.
    case silence
    /// There is no sound.
    case nothing
    /// The sound is an MP3 file.
    case mp3
    /// The usage tells one character more.
    case miscount
    /// The link is dead at once.
    case deadLink
    /// The link is dead after `seconds`.
    case shortLink
    /// The download ends early; with `seconds`, the link is dead after them.
    case cutDownload
    /// The sound is in the answer, not behind a link.
    case inlineSound
    /// The link names this address.
    case strangeLink
    /// The answer is no JSON.
    case noJSON
    /// The request is sent elsewhere.
    case redirect
    /// Realtime: messages come in fragments, with pings between them.
    case fragments
    /// Realtime: a second and a half of nothing in the middle.
    case gap
    /// Realtime: the sound is said to be over after its parts are.
    case otherOrder
    /// Realtime: the text is spoken in two responses.
    case responses
    /// Realtime: the response is not completed.
    case incomplete
    /// Realtime: the session is another model's.
    case otherModel
    /// Realtime: the session is another model's only once it is set up.
    case otherModelLater
    /// Realtime: the session is the alias's own snapshot.
    case snapshot
    /// Nothing is answered for `seconds`.
    case slow
    /// From now on, calls beyond `perSecond` in any second are refused.
    case limit
  }

  enum Form: String, Codable { case json, empty, text, events, openAI }

  var kind: Kind
  /// How many calls it concerns.
  var times: Int?
  var status: Int?
  var code: String?
  var message: String?
  var form: Form?
  var retryAfter: String?
  var size: UInt32?
  var address: String?
  var perSecond: Int?
  var seconds: Double?
}
