/// Something given to polydub is wrong: one sentence with the remedy. Nothing was spent.
public struct InputError: Error, Hashable, CustomStringConvertible {
  public var description: String
  public init(_ sentence: String) { description = sentence }
}
