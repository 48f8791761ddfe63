extension Workspace {
  /// The output of a stage within a stage, from the store or made now and kept before anything else can fail.
  ///
  /// For what is paid for piece by piece: should a later piece fail, the ones before it are there on the next run.
  public func inner<S: Stage>(_ stage: S, of input: S.Input) async throws -> S.Output
  where S.Input: Encodable {
    if let output = kept(stage, of: input) { return output }
    let output = try await stage.run(input, in: quick)
    // First where a killed process leaves it, at once; then on the disk for good, which takes its time.
    let recipe = try recipe(stage, input)
    try store.save(output, of: recipe, for: S.self, durability: .written)
    try store.sync(try Recipe.encode(output), resultOf: recipe, stage: S.name)
    return output
  }

  /// What a stage within a stage has made before; nil where there is nothing.
  public func kept<S: Stage>(_ stage: S, of input: S.Input) -> S.Output? where S.Input: Encodable {
    guard let recipe = try? recipe(stage, input),
      case .output(let output) = store.result(of: recipe, for: S.self)
    else { return nil }
    return output
  }

  /// What the output of a stage for an input is called in the store.
  public func key<S: Stage>(of stage: S, _ input: S.Input) throws -> Digest
  where S.Input: Encodable {
    try recipe(stage, input).key
  }

  private func recipe<S: Stage>(_ stage: S, _ input: S.Input) throws -> Recipe
  where S.Input: Encodable {
    try Recipe(stage, inputs: [Recipe.encode(input)])
  }
}
