import CFFmpeg
import Foundation

/// A file that could not be read or written: which, what was being done, and libav's own reason.
public struct MediaError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Whose fault it is: a script tries again only what is not the input's.
  public enum Blame: Sendable { case input, output }

  public var file: String
  public var blame: Blame
  public var reason: String

  init(_ file: String, _ reason: String, blame: Blame = .input) {
    self.file = file
    self.reason = reason
    self.blame = blame
  }

  /// What libav answered, with the last line it logged.
  init(_ file: String, doing action: String, code: Int32, blame: Blame) {
    self.file = file
    self.blame = blame
    var buffer = [CChar](repeating: 0, count: 256)
    av_strerror(code, &buffer, buffer.count)
    let words = text(buffer)
    let line = LibavLog.lastLine
    let remedy = Self.remedy(for: code)
    let because = line.isEmpty || !remedy.isEmpty ? "." : " (\(line))."
    let otherwise = blame == .input ? " Give a whole media file." : ""
    reason = "\(action): \(words)" + because + (remedy.isEmpty ? otherwise : remedy)
  }

  /// What helps when the disk is to blame.
  private static func remedy(for code: Int32) -> String {
    switch -code {
    case ENOSPC, EDQUOT: " Free some space there and run again; finished steps are kept."
    case EACCES, EPERM, EROFS: " Check its permissions and run again; finished steps are kept."
    default: ""
    }
  }

  public var description: String { "\(file): \(reason)" }
}

private func text(_ buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Calls libav and turns a negative answer into an error.
@discardableResult
func av(
  _ file: String, _ action: String, blame: MediaError.Blame = .input, _ call: () -> Int32
) throws(MediaError) -> Int32 {
  let answer = call()
  guard answer < 0 else { return answer }
  throw MediaError(file, doing: action, code: answer, blame: blame)
}
