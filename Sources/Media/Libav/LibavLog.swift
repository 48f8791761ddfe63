import CFFmpeg
import Foundation

/// Keeps the last error libav logged on each thread: usually the real reason of a failure.
enum LibavLog {
  private static let key = "polydub.libav"

  /// Nothing libav says reaches stderr.
  private static let installed: Void = av_log_set_callback { context, level, format, arguments in
    guard level <= AV_LOG_ERROR, let format, let arguments else { return }
    var line = [CChar](repeating: 0, count: 512)
    var isPrefixed: Int32 = 0
    av_log_format_line2(
      context, level, format, arguments, &line, Int32(line.count), &isPrefixed)
    let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    // An error is one sentence on one line, whatever a file's own texts hold.
    let text = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .joined(separator: " ").trimmingCharacters(in: .whitespaces)
    if !text.isEmpty { Thread.current.threadDictionary[key] = text }
  }

  /// Forgets what was said before an operation.
  static func start() {
    installed
    Thread.current.threadDictionary[key] = nil
  }

  static var lastLine: String { Thread.current.threadDictionary[key] as? String ?? "" }
}
