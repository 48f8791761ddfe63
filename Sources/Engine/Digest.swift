import Crypto
public import Foundation

/// The SHA-256 of some bytes: what they are called in the store.
public struct Digest: RawRepresentable, Codable, Hashable, Sendable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public var rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  public init(of bytes: some DataProtocol) { self.init(SHA256.hash(data: bytes)) }

  init(_ hash: SHA256.Digest) {
    rawValue = hash.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  public var description: String { rawValue }
}
