/// One of the voices that come with Qwen-TTS; each speaks all ten languages.
struct QwenVoice: Hashable, Sendable {
  /// As the service writes it, spaces included.
  var name: String
  var gender: String
  /// A few words of ours on how it sounds.
  var character: String
  var lineages: Set<QwenLineage>
  /// The variety of Chinese it speaks Chinese in; nil for the standard one.
  var dialect: String?

  /// - Parameter lineages: letters of `QwenLineage`, such as `FSI`.
  private init(
    _ name: String, _ gender: String, _ character: String, _ lineages: String,
    dialect: String? = nil
  ) {
    self.name = name
    self.gender = gender
    self.character = character
    self.lineages = Set(lineages.compactMap { QwenLineage(rawValue: String($0)) })
    self.dialect = dialect
  }
}

extension QwenVoice {
  /// The day the list was last compared with the vendor's, of ISO 8601.
  static let asOf = "2026-09-09"

  /// Source: Model Studio, Qwen-TTS, table of voices, and the vendor's Java client. `Ebona` is in
  /// older lists only, so no model is said to have it.
  static let all: [QwenVoice] = standard + ofPlaces + ofDialects

  private static let standard = [
    QwenVoice("Cherry", "female", "sunny, friendly", "FSIQL"),
    QwenVoice("Ethan", "male", "warm, slight northern accent", "FSIQL"),
    QwenVoice("Serena", "female", "gentle", "FIQL"),
    QwenVoice("Chelsie", "female", "anime girlfriend", "FIQL"),
    QwenVoice("Momo", "female", "playful", "FI"),
    QwenVoice("Vivian", "female", "cute, feisty", "FI"),
    QwenVoice("Moon", "male", "dashing", "FI"),
    QwenVoice("Maia", "female", "intellectual, soft", "FI"),
    QwenVoice("Kai", "male", "soothing", "FI"),
    QwenVoice("Nofish", "male", "without retroflex sounds", "FSI"),
    QwenVoice("Bella", "female", "little girl", "FI"),
    QwenVoice("Eldric Sage", "male", "wise elder", "FI"),
    QwenVoice("Mia", "female", "docile, mild", "FI"),
    QwenVoice("Mochi", "male", "clever child", "FI"),
    QwenVoice("Bellona", "female", "powerful storyteller", "FI"),
    QwenVoice("Vincent", "male", "raspy", "FI"),
    QwenVoice("Bunny", "female", "cute girl", "FI"),
    QwenVoice("Neil", "male", "news anchor", "FI"),
    QwenVoice("Elias", "female", "lecturer, storyteller", "FSI"),
    QwenVoice("Arthur", "male", "rustic old storyteller", "FI"),
    QwenVoice("Nini", "female", "soft, sweet", "FI"),
    QwenVoice("Seren", "female", "lulling to sleep", "FI"),
    QwenVoice("Pip", "male", "naughty boy", "FI"),
    QwenVoice("Stella", "female", "magical girl", "FI"),
    QwenVoice("Ryan", "male", "dramatic, rhythmic", "FS"),
    QwenVoice("Katerina", "female", "mature", "FS"),
    QwenVoice("Andre", "male", "calm, magnetic", "F"),
    QwenVoice("Ebona", "female", "dark whisper", ""),
  ]

  private static let ofPlaces = [
    QwenVoice("Jennifer", "female", "cinematic US English", "FS"),
    QwenVoice("Aiden", "male", "young American", "F"),
    QwenVoice("Bodega", "male", "Spanish", "F"),
    QwenVoice("Sonrisa", "female", "Latin American", "F"),
    QwenVoice("Alek", "male", "Russian", "F"),
    QwenVoice("Dolce", "male", "Italian", "F"),
    QwenVoice("Sohee", "female", "Korean", "F"),
    QwenVoice("Ono Anna", "female", "Japanese", "F"),
    QwenVoice("Lenn", "male", "German", "F"),
    QwenVoice("Emilien", "male", "French", "F"),
    QwenVoice("Radio Gol", "male", "football commentator", "F"),
  ]

  private static let ofDialects = [
    QwenVoice("Jada", "female", "Shanghai dialect", "FSL", dialect: "shanghai"),
    QwenVoice("Dylan", "male", "Beijing dialect", "FSL", dialect: "beijing"),
    QwenVoice("Sunny", "female", "Sichuan dialect", "FSL", dialect: "sichuan"),
    QwenVoice("Li", "male", "Nanjing dialect", "FS", dialect: "nanjing"),
    QwenVoice("Marcus", "male", "Shaanxi dialect", "FS", dialect: "shaanxi"),
    QwenVoice("Roy", "male", "Minnan (Hokkien)", "FS", dialect: "minnan"),
    QwenVoice("Peter", "male", "Tianjin dialect", "FS", dialect: "tianjin"),
    QwenVoice("Eric", "male", "Sichuan dialect", "FS", dialect: "sichuan"),
    QwenVoice("Rocky", "male", "Cantonese", "FS", dialect: "cantonese"),
    QwenVoice("Kiki", "female", "Cantonese", "FS", dialect: "cantonese"),
  ]

  /// The voices a model has; all of them where the model is not known.
  static func all(of model: String) -> [QwenVoice] {
    guard let known = QwenModel(named: model) else { return all }
    guard let lineage = known.lineage else { return [] }
    return all.filter { $0.lineages.contains(lineage) }
  }
}
