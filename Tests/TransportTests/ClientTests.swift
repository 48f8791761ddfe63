import Foundation
import Testing

@testable import Transport

struct ClientTests {
  private let client = Client()

  private func ok(_ body: String, headers: String = "") -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
  }

  /// The error a request ends in.
  private func failure(
    _ pieces: [String], pause: Duration = .zero, headers: [String: String] = [:],
    body: [UInt8]? = nil, limits: Request.Limits = .init()
  ) async -> TransportError? {
    let server = CannedServer(pieces, pause: pause)
    defer { server.close() }
    do {
      _ = try await client.send(
        Request(server.url, headers: headers, body: body, limits: limits))
      return nil
    } catch {
      return error
    }
  }

  @Test func aQuestionGoesOutAndItsAnswerComesBack() async throws {
    let server = CannedServer([ok("yes", headers: "Content-Type: Text/Plain; charset=x\r\n")])
    defer { server.close() }
    let answer = try await client.send(
      Request(server.url, headers: ["Authorization": "Bearer k"], body: Array("may I?".utf8)))
    #expect(answer.status == 200 && answer.contentType == "text/plain")
    #expect(answer.body == Array("yes".utf8))
    let sent = server.requests.joined()
    #expect(sent.hasPrefix("POST / HTTP/1.1\r\n") && sent.contains("Authorization: Bearer k\r\n"))
    #expect(sent.hasSuffix("\r\n\r\nmay I?") && !sent.contains("Expect:"))
  }

  @Test func anyStatusIsAnAnswer() async throws {
    let server = CannedServer(["HTTP/1.1 429 X\r\nRetry-After: 3\r\nContent-Length: 2\r\n\r\n{}"])
    defer { server.close() }
    let answer = try await client.send(Request(server.url))
    #expect(answer.status == 429 && answer.headers["retry-after"] == "3" && !answer.isSuccess)
  }

  @Test func eventsComeOneByOne() async throws {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
    let server = CannedServer([head, "data:o", "ne\n\ndata:two\n", "\n"], pause: .milliseconds(20))
    defer { server.close() }
    var events = EventStream(try await client.open(Request(server.url)))
    #expect(events.head.contentType == "text/event-stream")
    #expect(try await events.next()?.data == "one")
    #expect(try await events.next()?.data == "two")
    #expect(try await events.next() == nil)
  }

  @Test func aDownloadIsAFileOrNoFile() async throws {
    let path = NSTemporaryDirectory() + UUID().uuidString
    let good = CannedServer([ok(String(repeating: "sound", count: 20_000))])
    let short = CannedServer(["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
    let gone = CannedServer(["HTTP/1.1 403 X\r\nContent-Length: 4\r\n\r\ngone"])
    defer { for server in [good, short, gone] { server.close() } }
    #expect(try await client.download(Request(good.url), to: path).isSuccess)
    #expect(FileManager.default.contents(atPath: path)?.count == 100_000)
    await #expect(throws: TransportError.self) {
      try await client.download(Request(short.url), to: path)
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try await client.download(Request(gone.url), to: path).body == Array("gone".utf8))
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func silenceIsNotWaitedOutForEver() async {
    let limits = Request.Limits(idle: .milliseconds(200))
    #expect(await failure(["x"], pause: .seconds(5), limits: limits)?.kind == .fellSilent)
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
    let late = await failure(
      [head, "x", "y"], pause: .milliseconds(900), limits: .init(idle: .milliseconds(300)))
    #expect(late?.kind == .fellSilent && late?.wasNeverSent == false)
  }

  @Test func allOfItHasATimeToo() async {
    let pieces = ["HTTP/1.1 200 OK\r\n\r\n"] + Array(repeating: "x", count: 100)
    let error = await failure(
      pieces, pause: .milliseconds(50), limits: .init(total: .milliseconds(400)))
    #expect(error?.kind == .tookTooLong)
  }

  @Test func aBrokenAnswerIsNoAnswer() async {
    #expect(await failure(["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])?.kind == .broken)
    #expect(
      await failure(["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"])?.kind
        == .broken)
    #expect(await failure([])?.kind == .broken)
    #expect(await failure(["\u{1}\u{2}garbage\r\n\r\n"]) != nil)
  }

  @Test func nobodyThereIsToldFromAnswerLost() async {
    let server = CannedServer([])
    server.close()
    let error = await #expect(throws: TransportError.self) {
      try await client.send(Request(server.url))
    }
    #expect(error?.kind == .unreachable && error?.wasNeverSent == true)
    #expect(await failure([])?.wasNeverSent == false)
  }

  @Test func moreThanAllowedIsNotTaken() async {
    let long = String(repeating: "x", count: 2000)
    let limits = Request.Limits(bytes: 1000)
    #expect(await failure([ok(long)], limits: limits)?.kind == .tooLarge)
    #expect(await failure(["HTTP/1.1 200 OK\r\n\r\n", long], limits: limits)?.kind == .tooLarge)
  }

  @Test func aKeyIsNeverSentOn() async throws {
    let elsewhere = CannedServer([ok("stolen")])
    defer { elsewhere.close() }
    let away = "HTTP/1.1 307 X\r\nLocation: \(elsewhere.url)\r\nContent-Length: 0\r\n\r\n"
    #expect(await failure([away], headers: ["Authorization": "Bearer k"])?.kind == .redirected)
    #expect(await failure([away], body: [1])?.kind == .redirected)
    #expect(elsewhere.requests.isEmpty)
    #expect(await failure([away]) == nil)
    #expect(elsewhere.requests.count == 1 && !elsewhere.requests[0].contains("Bearer"))
  }

  @Test func circlesEnd() async {
    #expect(
      await failure(["HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"])?.kind
        == .redirected)
    #expect(
      await failure(["HTTP/1.1 302 X\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"]
      )?.kind == .redirected)
  }

  @Test(arguments: ["file:///etc/passwd", "ftp://x/", "x", "", "http://", "http://a:b@c/"])
  func onlyHTTPIsAsked(url: String) async {
    let error = await #expect(throws: TransportError.self) { try await client.send(Request(url)) }
    #expect(error?.kind == .badRequest)
  }

  @Test func aKeyWithALineBreakSmugglesNothing() async {
    let error = await failure([ok("")], headers: ["Authorization": "Bearer k\r\nX-Evil: 1"])
    #expect(error?.kind == .badRequest && error?.description.contains("Evil") == false)
  }

  @Test func errorsKeepSecrets() async {
    let server = CannedServer(["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncanary"])
    defer { server.close() }
    let error = await #expect(throws: TransportError.self) {
      try await client.send(
        Request(
          server.url + "canary?Signature=canary", headers: ["Authorization": "canary"],
          body: Array("canary".utf8)))
    }
    #expect(error?.description.contains("canary") == false)
    #expect(error?.description.contains("127.0.0.1") == true)
  }

  @Test func cancellingEndsAtOnce() async throws {
    let server = CannedServer(["HTTP/1.1 200 OK\r\n\r\n", "x"], pause: .seconds(60))
    defer { server.close() }
    let asked = Task { try await client.send(Request(server.url)) }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    asked.cancel()
    let error = await #expect(throws: TransportError.self) { try await asked.value }
    #expect(error?.kind == .cancelled)
  }

  @Test func twoHundredAtOnceAllCome() async throws {
    let server = CannedServer([ok("one")])
    defer { server.close() }
    let bodies = try await withThrowingTaskGroup(of: Answer.self) { group in
      for _ in 0..<200 { group.addTask { try await client.send(Request(server.url)) } }
      return try await group.reduce(into: []) { $0.append($1.body) }
    }
    #expect(bodies.count == 200 && Set(bodies) == [Array("one".utf8)])
  }

  @Test(arguments: [
    ("localhost", true), ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("[::1]", true),
    ("127.0.0.1.example.org", false), ("example.org", false), ("10.0.0.1", false), ("127.1", false),
  ])
  func thisMachineIsKnown(host: String, isHere: Bool) {
    #expect(isLoopback(host: host) == isHere)
  }

  @Test func aServerSaysHowLongToWaitInSecondsOrAsADate() {
    func wait(_ header: String) -> Duration? {
      Answer(status: 429, headers: ["retry-after": header])
        .retryAfter(now: Date(timeIntervalSince1970: 1_445_412_470))
    }
    #expect(wait("7") == .seconds(7) && wait("-1") == .zero)
    #expect(wait("Wed, 21 Oct 2015 07:28:00 GMT") == .seconds(10))
    #expect(wait("soon") == nil && Answer(status: 429).retryAfter() == nil)
  }
}
