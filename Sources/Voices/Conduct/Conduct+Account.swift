import Crypto

extension Conduct {
  /// Digits that tell accounts apart and say nothing about their keys.
  static func account(host: String, key: String) -> String {
    var hash = SHA256()
    for part in ["polydub account", host, key] { hash.update(data: Array("\(part)\n".utf8)) }
    return hash.finalize().prefix(6).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
