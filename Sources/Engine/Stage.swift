/// What stages take and give: a value that can be stored, compared and printed.
public typealias Artifact = Codable & Hashable & Sendable

/// One step of a pipeline. Its stored properties are its parameters.
public protocol Stage: Encodable, Sendable {
  /// One artifact, or a tuple of them.
  associatedtype Input: Sendable
  /// Media inside an output are `Blob`s.
  associatedtype Output: Artifact
  /// Stable: renaming the type must not cost money.
  static var name: String { get }
  /// Raised when equal input would now give a different output.
  static var version: Int { get }
  /// What running it does to the world.
  static var effect: Effect { get }

  func run(_ input: Input, in workspace: Workspace) async throws -> Output

  /// Where its time goes with this input.
  func stay(for input: Input) -> Stay

  /// Whether an output that lies outside the store is still the one remembered.
  func stillHolds(_ output: Output, in workspace: Workspace) async throws -> Bool
}

/// What running a stage does beyond making its output.
public enum Effect: Sendable {
  case none
  /// It may cost money: a plan never runs it, and its result is on the disk before anything else happens.
  case spends
  /// It writes where the user asked: a plan never runs it.
  case delivers
}

/// Where a stage's time goes.
public enum Stay: Sendable {
  /// It computes.
  case processor
  /// It waits for an answer over the network.
  case service
}

extension Stage {
  public static var effect: Effect { .none }
  public func stay(for input: Input) -> Stay { .processor }
  public func stillHolds(_ output: Output, in workspace: Workspace) async throws -> Bool { true }
}

/// A parameter that is no part of the key: a path to write to, an open account.
public struct Unkeyed<Value: Sendable>: Encodable, Sendable {
  public var value: Value

  public init(_ value: Value) { self.value = value }

  /// The same empty object for every value.
  public func encode(to encoder: any Encoder) throws {
    _ = encoder.container(keyedBy: NoKey.self)
  }

  private enum NoKey: CodingKey {}
}
