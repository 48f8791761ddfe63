/// A number of bytes as people write it: `500MB`, `20GB`, `1.5 TB`; decimal, as on the label of a disk.
struct ByteCount: CustomStringConvertible {
  var bytes: Int

  init(_ bytes: Int) { self.bytes = bytes }

  init?(_ text: String) {
    guard
      let match = text.uppercased().wholeMatch(of: /([0-9]{1,9}(?:\.[0-9]{1,3})?) ?(K|M|G|T)?B?/),
      let number = Double(match.1)
    else { return nil }
    let units = ["K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12]
    bytes = Int(number * (match.2.flatMap { units[String($0)] } ?? 1))
  }

  var description: String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")]
    guard let (size, unit) = units.first(where: { bytes >= $0.0 }) else { return "\(bytes) B" }
    let tenths = (bytes * 10 + size / 2) / size
    return tenths >= 100 ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
  }
}
