import Glibc

/// The bytes as UTF-8, or nothing if one of them has no meaning in that encoding.
func converted(_ bytes: [UInt8], from encoding: String) -> [UInt8]? {
  guard let converter = iconv_open("UTF-8", encoding), Int(bitPattern: converter) != -1 else {
    return nil
  }
  defer { iconv_close(converter) }
  var source = bytes.map { CChar(bitPattern: $0) }
  // No encoding spends less than a byte on what takes four in UTF-8.
  var target = [CChar](repeating: 0, count: bytes.count * 4 + 16)
  let written: Int? = source.withUnsafeMutableBufferPointer { source in
    target.withUnsafeMutableBufferPointer { target in
      var (input, output) = (source.baseAddress, target.baseAddress)
      var (left, room) = (source.count, target.count)
      let result = iconv(converter, &input, &left, &output, &room)
      return result == -1 ? nil : target.count - room
    }
  }
  guard let written else { return nil }
  let text = target[..<written].map { UInt8(bitPattern: $0) }
  // glibc also writes code points beyond Unicode, which GB18030 has room for.
  return String(validating: text, as: UTF8.self) == nil ? nil : text
}

/// The vendor's table where detectors name the standard that it extends.
func superset(of encoding: String) -> String {
  switch encoding {
  case "SHIFT_JIS": "CP932"
  case "EUC-KR": "UHC"
  case "GB2312", "GBK": "GB18030"
  case "BIG5": "BIG5-HKSCS"
  case "ISO-8859-1", "ASCII": "WINDOWS-1252"
  case "ISO-8859-9": "WINDOWS-1254"
  case "TIS-620": "CP874"
  default: encoding
  }
}

/// The legacy encodings subtitles of a language come in, the most usual first.
func encodings(of language: String) -> [String] {
  let tag = language.lowercased()
  if ["zh-tw", "zh-hk", "zh-hant"].contains(where: tag.hasPrefix) { return ["BIG5", "GB18030"] }
  switch tag.prefix(while: { $0 != "-" }) {
  case "ru", "uk", "be", "bg", "mk", "sr":
    return ["WINDOWS-1251", "KOI8-R", "IBM866", "ISO-8859-5", "MAC-CYRILLIC"]
  case "zh": return ["GB18030", "BIG5"]
  case "ja": return ["SHIFT_JIS", "EUC-JP", "ISO-2022-JP"]
  case "ko": return ["EUC-KR", "UHC"]
  case "el": return ["WINDOWS-1253", "ISO-8859-7"]
  case "tr": return ["WINDOWS-1254", "ISO-8859-9"]
  case "he": return ["WINDOWS-1255", "ISO-8859-8"]
  case "ar", "fa", "ur": return ["WINDOWS-1256", "ISO-8859-6"]
  case "et", "lv", "lt": return ["WINDOWS-1257", "ISO-8859-13"]
  case "vi": return ["WINDOWS-1258", "VISCII"]
  case "th": return ["TIS-620", "ISO-8859-11"]
  case "pl", "cs", "sk", "hu", "ro", "hr", "sl", "sq":
    return ["WINDOWS-1250", "ISO-8859-2", "ISO-8859-16"]
  case "es", "fr", "de", "it", "pt", "nl", "sv", "da", "nb", "no", "fi", "en", "ca", "is":
    return ["WINDOWS-1252", "ISO-8859-1", "ISO-8859-15"]
  default: return []
  }
}
