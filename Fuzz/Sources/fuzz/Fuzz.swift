import Foundation

/// One parser and what must hold of whatever it makes of any bytes.
///
/// To add one: a line in the list of its file, and seeds in `Fuzz/fuzz.py`.
struct Target: Sendable {
  var name: String
  /// Gives bytes to the parser; a refusal is as good as a result.
  var parse: @Sendable ([UInt8]) -> Void

  init(_ name: String, _ parse: @escaping @Sendable ([UInt8]) -> Void) {
    self.name = name
    self.parse = parse
  }

  static let all = subtitles + sounds + wires + pipelines

  /// The one that POLYDUB_FUZZ names.
  static let chosen: Target = {
    let name = ProcessInfo.processInfo.environment["POLYDUB_FUZZ"] ?? ""
    if let target = all.first(where: { $0.name == name }) { return target }
    for target in all { print("target \(target.name)") }
    fflush(nil)
    // An ordinary exit libFuzzer takes for a crash.
    _exit(2)
  }()
}

/// What libFuzzer calls with every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  Target.chosen.parse(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}
