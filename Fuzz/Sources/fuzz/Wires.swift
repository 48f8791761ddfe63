import Transport

@testable import Voices

extension Target {
  /// What comes from servers.
  static let wires: [Target] = [
    Target("events") { bytes in
      var whole = EventDecoder(limit: 48)
      let expected = try? whole.decode(bytes) + whole.end()
      // However the bytes are cut, the events are the same; the first byte says where.
      var cut = EventDecoder(limit: 48)
      let place = bytes.isEmpty ? 0 : Int(bytes[0]) % bytes.count
      let events = try? cut.decode(bytes[..<place]) + cut.decode(bytes[place...]) + cut.end()
      precondition(events == expected)
    },
    Target("reply") { bytes in
      guard let reply = DashScopeReply(bytes) else { return }
      precondition(reply.sound != [] && reply.link != "")
    },
  ]
}
