import Dubbing
import Foundation

/// Text as HTML: nothing a subtitle says can become markup, in an element or in a quoted attribute.
///
/// Control characters, which HTML does not allow even escaped, are left out.
func escaped(_ text: String) -> String {
  var html = ""
  html.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": html += "&amp;"
    case "<": html += "&lt;"
    case ">": html += "&gt;"
    case "\"": html += "&quot;"
    case "\n", "\t": html.unicodeScalars.append(scalar)
    case _ where isForbidden(scalar): continue
    default: html.unicodeScalars.append(scalar)
    }
  }
  return html
}

/// What the HTML standard calls control characters and noncharacters.
private func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0, 0xFDD0...0xFDEF: true
  default: scalar.value & 0xFFFE == 0xFFFE
  }
}

/// JSON that can stand inside a `<script>`: no `<` in it, so nothing can close the element.
func scriptJSON(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  let text = String(decoding: try encoder.encode(value), as: UTF8.self)
  return text.replacing("<", with: "\\u003c")
}

/// A number with a fixed count of decimals and the minus sign people read.
func shown(_ value: Double, _ decimals: Int) -> String {
  let text = String(format: "%.\(decimals)f", value)
  guard text.hasPrefix("-") else { return text }
  // What rounds to nothing has no sign.
  return text.contains { "123456789".contains($0) }
    ? "−" + text.dropFirst() : String(text.dropFirst())
}

/// `1:02:03.456`, without hours where there are none.
func shownClock(milliseconds: Double) -> String {
  let text = Time(seconds: milliseconds / 1000).description
  guard text.hasPrefix("0:") else { return text }
  return String(text.dropFirst(text.hasPrefix("0:0") ? 3 : 2))
}

/// `18,000`.
func grouped(_ number: Int) -> String {
  let digits = String(abs(number))
  let marked = digits.enumerated().map { index, digit in
    index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
  }
  return (number < 0 ? "−" : "") + marked.joined()
}
