import Foundation
import Hummingbird

/// A reply as server-sent events: pieces of sound, then `stop`.
struct EventStream: Sendable {
  let sound: [UInt8]
  let header: [UInt8]
  let request: String
  let usage: Usage
  let link: Link
  let fault: Fault?

  private struct Cut: Error {}

  var body: ResponseBody {
    ResponseBody { writer in
      try await send(to: &writer)
      try await writer.finish(nil)
    }
  }

  private func send(to writer: inout any ResponseBodyWriter) async throws {
    if fault?.kind == .silentClose { throw Cut() }
    var number = 0
    for piece in pieces {
      number += 1
      if number == 2, try await interrupts(&writer) { return }
      var reply = Reply(request, usage)
      reply.output.audio.data = Data(piece).base64EncodedString()
      reply.output.finishReason = fault?.kind == .nullWord ? "null" : nil
      try await write(reply, number, to: &writer)
    }
    guard fault?.kind != .endBeforeStop else { return }
    let reply = Reply(request, usage).stopped(link: link)
    try await write(reply, number + 1, to: &writer)
  }

  /// What goes wrong after the first piece; true where that is the end.
  private func interrupts(_ writer: inout any ResponseBodyWriter) async throws -> Bool {
    let error = """
      {"code":"\(fault?.code ?? "InternalError")","message":"\(fault?.message ?? "canary-message")",\
      "request_id":"\(request)"}
      """
    switch fault?.kind {
    case .cut:
      throw Cut()
    case .stall:
      try await Task.sleep(for: .seconds(600))
      return true
    case .errorInStream:
      try await writer.write(ByteBuffer(string: "id:2\nevent:result\ndata:\(error)\n\n"))
      return true
    case .errorEvent:
      try await writer.write(
        ByteBuffer(string: "id:2\nevent:error\nstatus:\(fault?.status ?? 429)\ndata:\(error)\n\n"))
      return true
    default:
      return false
    }
  }

  /// Odd on purpose: a sample may be split between two events.
  private var pieces: [[UInt8]] {
    var sizes = fault?.kind == .crumbs ? [5, 3, 1, 2, 33, 1, 7] : []
    var rest = sound[...]
    var pieces: [[UInt8]] = []
    while !rest.isEmpty {
      pieces.append(Array(rest.prefix(sizes.isEmpty ? 4801 : sizes.removeFirst())))
      rest = rest.dropFirst(pieces.last?.count ?? 0)
    }
    guard fault?.kind == .headerOnEach else { return pieces }
    return pieces.enumerated().map { $0 == 0 ? $1 : header + $1 }
  }

  /// One event, in two writes that part a line.
  private func write(
    _ reply: Reply, _ number: Int, to writer: inout any ResponseBodyWriter
  ) async throws {
    let json = String(decoding: try JSONEncoder.service.encode(reply), as: UTF8.self)
    var text = "id:\(number)\nevent:result\n:HTTP_STATUS/200\ndata:\(json)\n\n"
    if fault?.kind == .carriageReturns {
      text = "id: \(number)\r\nevent: result\r\n: HTTP_STATUS/200\r\ndata: \(json)\r\n\r\n"
    }
    let bytes = Array(text.utf8)
    try await writer.write(ByteBuffer(bytes: bytes[..<(bytes.count / 2)]))
    try await writer.write(ByteBuffer(bytes: bytes[(bytes.count / 2)...]))
  }
}
