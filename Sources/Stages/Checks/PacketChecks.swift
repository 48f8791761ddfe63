import Media

extension CheckOutput {
  /// Every packet of every kept stream is the source's, byte for byte and in order.
  func packetChecks(source: MediaInfo, found: MediaInfo, dropped: Set<Int>) -> [Check] {
    let kept = source.streams.filter { !dropped.contains($0.index) && $0.kind != .attachment }
    var free = found.streams
    return kept.map { stream in
      let twin = free.firstIndex {
        $0.kind == stream.kind && $0.digest == stream.digest && $0.packets == stream.packets
      }
      let claim = "stream \(stream.index) (\(stream.codec)) is the source's, packet for packet"
      guard let twin else {
        return Check(
          claim, passed: false, detail: "no stream with its \(stream.packets) packets was found")
      }
      free.remove(at: twin)
      return Check(claim, passed: true, detail: "\(stream.packets) packets, \(stream.digest)")
    }
  }
}
