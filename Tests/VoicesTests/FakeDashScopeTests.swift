import Foundation
import Testing
import Transport

@testable import Voices

/// The double itself against section G of the protocol reference: a client is only as good as what it is tested with.
@Suite struct FakeDashScopeTests {
  private let server: FakeServer

  init() throws { server = try FakeServer() }

  private func ask(_ body: String) async throws -> (status: Int, reply: DashScopeReply) {
    let answer = try await Client.shared.send(
      Request(
        server.base + "/services/aigc/multimodal-generation/generation",
        headers: server.authorization, body: Array(body.utf8)))
    return (answer.status, try #require(DashScopeReply(answer.body)))
  }

  // MARK: Models and voices

  /// Two tables, written apart.
  @Test func itHasTheModelsAndVoicesTheCatalogueHas() async throws {
    let answer = try await Client.shared.send(Request(server.address("/catalogue")))
    let voices = try JSONDecoder().decode([String: [String]].self, from: Data(answer.body))
    #expect(Set(voices.keys) == Set(QwenModel.all.map(\.name)))
    for (model, names) in voices {
      #expect(names == QwenVoice.all(of: model).map(\.name).sorted(), "\(model)")
    }
  }

  @Test(arguments: [
    ("qwen3-tts-flash", "Rocky", 200), ("qwen3-tts-flash-2025-09-18", "Rocky", 200),
    ("qwen3-tts-instruct-flash", "Rocky", 400), ("qwen3-tts-instruct-flash-2026-01-26", "Pip", 200),
    ("qwen3-tts-flash-2025-09-18", "Pip", 400), ("qwen-tts-latest", "Jada", 200),
    ("qwen-tts", "Jada", 400), ("qwen3-tts-flash-2024-01-01", "Cherry", 404),
  ])
  func aVoiceItsModelLacksIsRefused(model: String, voice: String, status: Int) async throws {
    let answer = try await ask(
      #"{"model":"\#(model)","input":{"text":"Hello.","voice":"\#(voice)"}}"#)
    #expect(answer.status == status)
    #expect(answer.reply.code == [400: "InvalidParameter", 404: "ModelNotFound"][status])
  }

  @Test func instructionsAreTakenInEitherPlace() async throws {
    try await server.plan("")
    let input = #""text":"Hello.","voice":"Cherry","language_type":"English""#
    let model = #""model":"qwen3-tts-instruct-flash""#
    for body in [
      #"{\#(model),"input":{\#(input),"instructions":"calm"}}"#,
      #"{\#(model),"input":{\#(input)},"parameters":{"instructions":"calm","stream":true}}"#,
    ] {
      #expect(try await ask(body).status == 200)
    }
    #expect(try await server.count().questions.map(\.input.instructions) == ["calm", "calm"])
  }

  @Test func theFirstGenerationReportsTokens() async throws {
    for (model, isByToken) in [("qwen-tts", true), ("qwen3-tts-flash", false)] {
      let usage = try await ask(
        #"{"model":"\#(model)","input":{"text":"Hello.","voice":"Cherry"}}"#
      ).reply.usage
      #expect(usage?.characters == (isByToken ? nil : 6))
      #expect((usage?.outputTokens ?? 0 >= 50) == isByToken)
    }
  }

  // MARK: Links

  @Test func aLinkWorksUntilItExpiresAndNeverWithAKey() async throws {
    let body = #"{"model":"qwen3-tts-flash","input":{"text":"Hello.","voice":"Cherry"}}"#
    try await server.plan("")
    let link = try #require(try await ask(body).reply.link)
    let answers = [
      try await Client.shared.send(Request(link)),
      try await Client.shared.send(Request(link, headers: server.authorization)),
    ]
    #expect(answers.map(\.status) == [200, 403])
    try await server.plan(#"{"kind":"shortLink","seconds":0.2}"#)
    let short = try #require(try await ask(body).reply.link)
    try await Task.sleep(for: .seconds(0.3))
    #expect(try await Client.shared.send(Request(short)).status == 403)
  }

  // MARK: Sessions

  /// What a session answers to messages sent as they are, up to an error or its end.
  private func session(_ messages: [String]) async throws -> [RealtimeEvent] {
    let address = server.address(
      "/api-ws/v1/realtime?model=qwen3-tts-flash-realtime", over: "ws")
    let socket = try await WebSocket.connect(Request(address, headers: server.authorization))
    for message in messages { try await socket.send(message) }
    var events: [RealtimeEvent] = []
    while let message = try await socket.next() {
      events.append(try #require(RealtimeEvent(message)))
      if ["error", "session.finished"].contains(events.last?.type) { break }
    }
    await socket.close()
    return events
  }

  private let update = #"{"type":"session.update","session":{"voice":"Cherry","mode":"commit"}}"#

  @Test func anEmptyCommitIsAnError() async throws {
    let events = try await session([update, #"{"type":"input_text_buffer.commit"}"#])
    #expect(events.map(\.type) == ["session.created", "session.updated", "error"])
    #expect(events.last?.error?.code == "invalid_value")
  }

  @Test func aSecondUpdateIsAnError() async throws {
    let events = try await session([update, update])
    #expect(events.map(\.type) == ["session.created", "session.updated", "error"])
    #expect(events.last?.error?.message?.contains("already started") == true)
  }

  @Test func anUpdateAfterTextIsAnError() async throws {
    let append = #"{"type":"input_text_buffer.append","text":"Hello."}"#
    #expect(try await session([append, update]).last?.error?.code == "invalid_value")
  }

  @Test func aTextThatIsClearedIsNotSpoken() async throws {
    let append = #"{"type":"input_text_buffer.append","text":"Hello."}"#
    let events = try await session([
      update, append, #"{"type":"input_text_buffer.clear"}"#, #"{"type":"session.finish"}"#,
    ])
    #expect(events.map(\.type).suffix(2) == ["input_text_buffer.cleared", "session.finished"])
  }

  @Test(arguments: ["/api-ws/v1/inference", "/api-ws/v2/realtime", "/api-ws/v1/realtimes"])
  func sessionsAreAtOnePathOnly(path: String) async throws {
    let address = server.address("\(path)?model=qwen3-tts-flash-realtime", over: "ws")
    let refusal = await #expect(throws: WebSocketRefusal.self) {
      try await WebSocket.connect(Request(address, headers: server.authorization))
    }
    #expect(refusal?.answer.status == 404)
  }
}
