/// The forms an error comes in; nearly everything may be missing, or another type than expected.
struct OpenAISpeechComplaint: Decodable {
  struct Failure: Decodable {
    var message: String?
    var status: Int?
    private enum CodingKeys: CodingKey { case message, code, type }

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        message = text
        return
      }
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      message = try? fields.decode(String.self, forKey: .message)
      status = try? fields.decode(Int.self, forKey: .code)
      let code = try? fields.decode(String.self, forKey: .code)
      let type = try? fields.decode(String.self, forKey: .type)
      message = [message, code, type].compactMap { $0 }.joined(separator: " ")
    }
  }

  var error: Failure?
  var code: Int?
  var text: String?
  private enum CodingKeys: CodingKey { case error, detail, message, code }
  private struct Detail: Decodable { var msg: String? }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    error = try? fields.decode(Failure.self, forKey: .error)
    code = try? fields.decode(Int.self, forKey: .code)
    let details = try? fields.decode([Detail].self, forKey: .detail)
    let texts = [
      error?.message, try? fields.decode(String.self, forKey: .detail),
      try? fields.decode(String.self, forKey: .message),
      details?.compactMap(\.msg).joined(separator: " "),
    ]
    text = texts.compactMap { $0 }.joined(separator: " ")
  }
}
