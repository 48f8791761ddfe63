/// What one server has and was asked.
actor Shelf {
  struct Count: Codable, Sendable {
    /// Requests to speak, refused ones included.
    var calls = 0
    var spoken = 0
    /// Questions for voices and models.
    var lists = 0
    var questions: [Question] = []
    var uploads: [Upload] = []
    /// Voices that were given to it, ones in place of others too.
    var made = 0
  }

  /// A voice given to it.
  struct Upload: Codable, Sendable {
    var name: String
    var consent: String
    var refText: String?
    var speakerDescription: String?
    var mimeType: String
    var fileSize: Int
  }

  private(set) var count = Count()
  private(set) var traits: Set<Behaviour.Trait> = []
  private var faults: [Behaviour.Fault] = []

  func plan(_ behaviour: Behaviour) {
    traits = behaviour.traits ?? []
    faults = (behaviour.faults ?? []).flatMap { Array(repeating: $0, count: $0.times ?? 1) }
    count = Count(uploads: count.uploads)
  }

  func called() -> Behaviour.Fault? {
    count.calls += 1
    return faults.isEmpty ? nil : faults.removeFirst()
  }

  func uploading() -> Behaviour.Fault? { faults.isEmpty ? nil : faults.removeFirst() }

  func spoke(_ question: Question) {
    count.spoken += 1
    count.questions.append(question)
  }

  func listed() { count.lists += 1 }

  var voices: [String] {
    traits.contains(.hostedSpelling) ? Self.hosted : Self.own
  }

  /// Adds a voice, in place of one of its name.
  func upload(_ upload: Upload) {
    remove(upload.name)
    count.uploads.append(upload)
    count.made += 1
  }

  /// Whether there was one.
  @discardableResult func remove(_ name: String) -> Bool {
    let before = count.uploads.count
    count.uploads.removeAll { $0.name.lowercased() == name.lowercased() }
    return count.uploads.count < before
  }

  private static let own = [
    "vivian", "serena", "uncle_fu", "dylan", "eric", "ryan", "aiden", "ono_anna", "sohee",
  ]
  private static let hosted = ["Vivian", "Serena", "Uncle_fu", "Ryan", "Ono_anna"]
}

/// One shelf for each key, so that tests side by side share a process and nothing else.
actor Shelves {
  private var shelves: [String: Shelf] = [:]

  func shelf(_ authorization: String?) -> Shelf {
    let key = authorization ?? ""
    let shelf = shelves[key] ?? Shelf()
    shelves[key] = shelf
    return shelf
  }
}
