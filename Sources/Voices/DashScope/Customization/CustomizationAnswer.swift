import Foundation

/// What DashScope answers about custom voices.
struct CustomizationAnswer: Decodable {
  struct Output: Decodable {
    struct Preview: Decodable { var data: String? }
    struct Listed: Decodable {
      var voice: String
      var gmtCreate: String?
      var targetModel: String?
    }
    var voice: String?
    var targetModel: String?
    var previewAudio: Preview?
    var voiceList: [Listed]?
    var totalCount: Int?
  }
  var output: Output?
  var requestId: String?
  var code: String?
  var message: String?

  /// nil for what is no JSON object.
  static func read(_ body: [UInt8]) -> Self? {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try? decoder.decode(Self.self, from: Data(body))
  }

  /// The voices of a list.
  var voices: [CustomVoice] {
    (output?.voiceList ?? []).map {
      CustomVoice(name: $0.voice, model: $0.targetModel ?? "", created: $0.gmtCreate)
    }
  }

  /// Whether no page comes after this one, when so many voices are known; a page may be shorter than was asked for.
  func isLast(known: Int) -> Bool {
    guard let total = output?.totalCount else {
      return voices.count < CustomizationQuestion.pageSize
    }
    return voices.isEmpty || known >= total
  }
}
