import Foundation

extension Store {
  /// What the store has of a recipe's output.
  enum Found<Output> {
    case nothing
    case output(Output)
    /// A file of it is not what was written, or not there at all: as good as nothing.
    case damaged
  }

  /// The output of a recipe, if it was made and it and all its blobs are as they were written.
  func result<S: Stage>(of recipe: Recipe, for stage: S.Type) -> Found<S.Output> {
    let path = resultPath(stage: S.name, key: recipe.key)
    // First, so that no `prune` takes what is about to be read.
    markUsed(path)
    guard let data = FileManager.default.contents(atPath: path) else { return .nothing }
    // What was paid for before results were sealed still counts.
    let state = Seal.state(of: data)
    guard state == .whole || state == .unsealed && S.effect == .spends else { return .damaged }
    let decoder = JSONDecoder()
    let needed = NeededBlobs()
    decoder.userInfo[.needed] = needed
    guard let result = try? decoder.decode(StoredOutput<S.Output>.self, from: data),
      needed.blobs.allSatisfy(holds)
    else { return .damaged }
    return .output(result.output)
  }

  /// Keeps an output under its recipe's key, the recipe beside it with nothing in it that is to be concealed.
  func save<S: Stage>(
    _ output: S.Output, of recipe: Recipe, for stage: S.Type, durability: Durability
  ) throws {
    var json = Data("{\"output\":".utf8)
    json.append(try Recipe.encode(output))
    json.append(Data(",\"recipe\":".utf8))
    json.append(try concealment.concealed(recipe.json))
    json.append(Data(",\"key\":\"\(recipe.key.rawValue)\"".utf8))
    try publish(
      Seal.sealed(json), to: resultPath(stage: S.name, key: recipe.key), durability: durability)
  }

  /// `prune` goes by when a file was last used.
  func markUsed(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, Double(time(nil) - status.st_mtim.tv_sec) > Self.useStep else {
      return
    }
    utimes(path, nil)
  }
}

private struct StoredOutput<Output: Decodable>: Decodable {
  var output: Output
}
