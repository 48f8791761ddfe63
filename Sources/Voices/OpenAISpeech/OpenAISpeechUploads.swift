import Dubbing
import Foundation
import Transport

/// Gives recordings to a server of one's own and takes its voices away: vLLM-Omni's `/v1/audio/voices`.
///
/// Source: vLLM-Omni, `docs/serving/speech_api.md`, October 2026.
struct OpenAISpeechUploads: Sendable {
  let server: OpenAISpeechServer
  let key: String?
  let backoff: Backoff
  let limits: Request.Limits
  var client = Client.shared

  private static let path = "/audio/voices"

  /// Makes a voice; where the answer is lost, the list tells whether it is there before it is asked again.
  func make(_ sample: VoiceSample, as name: String, _ call: Call, under conduct: Conduct)
    async throws(SpeechError) -> CustomVoice
  {
    // The server would put it in the place of the one it has.
    guard try await voices().spelling(of: name) == nil else {
      throw SpeechError(
        .refused,
        "\(server.host) has a voice `\(shown(name))`; choose another name, or delete that first with "
          + "`polydub voices delete`.")
    }
    let request = request(sample, as: name)
    var call = call
    while true {
      do {
        return try await conduct.make(call) { await outcome(of: call, request, name) }
      } catch let failure as DashScopeFailure {
        let isUncertain = failure.mayRepeat || failure.mayBeBilled
        if isUncertain, let found = try await voices().uploads(named: name) {
          return CustomVoice(name: found, model: server.model)
        }
        guard isUncertain, let pause = backoff.wait(after: call.attempt, wish: failure.wish)
        else { throw failure.error(after: call.attempt) }
        try await Backoff.wait(pause)
        call.attempt += 1
      } catch {
        throw error as? SpeechError
          ?? SpeechError(.unavailable, "\(server.name) could not be asked; try again.")
      }
    }
  }

  /// The voices it lists now.
  func voices() async throws(SpeechError) -> OpenAISpeechVoices {
    var attempt = 1
    while true {
      do throws(DashScopeFailure) {
        let answer = try await send(plain())
        guard let voices = OpenAISpeechVoices(answer.body) else { throw failure(answer) }
        return voices
      } catch {
        guard error.mayRepeat, let pause = backoff.wait(after: attempt, wish: error.wish)
        else { throw error.error(after: attempt) }
        try await Backoff.wait(pause)
        attempt += 1
      }
    }
  }

  /// - Parameter name: of letters, digits, _ and -, for it becomes part of the address.
  func delete(_ name: String) async throws(SpeechError) {
    guard let spelt = try await voices().uploads(named: name) else {
      throw SpeechError(
        .missingVoice,
        "`\(shown(name))` was not given to \(server.host); `polydub voices list` tells what was.")
    }
    var request = plain("/\(spelt)")
    request.method = .delete
    do throws(DashScopeFailure) {
      _ = try await send(request)
    } catch { throw error.error }
  }

  private func plain(_ more: String = "") -> Request {
    Request(
      server.base + Self.path + more, headers: OpenAISpeechLink.headers(key), limits: limits)
  }

  private func request(_ sample: VoiceSample, as name: String) -> Request {
    var form = FormBody()
    form.add("name", name)
    form.add("consent", sample.consent)
    if let transcript = sample.transcript { form.add("ref_text", transcript) }
    let kinds = ["audio/mpeg": "mp3", "audio/mp4": "m4a"]
    form.add(
      "audio_sample", file: "sample.\(kinds[sample.type] ?? "wav")", type: sample.type, sample.audio
    )
    var request = plain()
    request.headers["Content-Type"] = form.type
    request.body = form.bytes
    return request
  }

  private func outcome(of call: Call, _ request: Request, _ name: String)
    async -> (Result<CustomVoice, any Error>, CallOutcome)
  {
    let start = ContinuousClock.now
    do throws(DashScopeFailure) {
      let answer = try await send(request)
      let made = try? JSONDecoder().decode(Made.self, from: Data(answer.body)).voice.name
      // What it made of the name is its own spelling of it, or not told.
      let spelt = made.flatMap { $0.lowercased() == name.lowercased() ? $0 : nil } ?? name
      return (
        .success(CustomVoice(name: spelt, model: server.model)),
        CallOutcome(characters: call.characters, duration: ContinuousClock.now - start)
      )
    } catch {
      return (
        .failure(error),
        CallOutcome(
          characters: error.mayBeBilled ? call.characters : 0, failure: error.error.kind,
          pressure: error.pressure, retryAfter: error.wish, duration: ContinuousClock.now - start)
      )
    }
  }

  private struct Made: Decodable {
    struct Voice: Decodable { var name: String }
    var voice: Voice
  }

  private func send(_ request: Request) async throws(DashScopeFailure) -> Answer {
    let answer: Answer
    do {
      answer = try await client.send(request)
    } catch { throw DashScopeFailure(error) }
    guard answer.isSuccess else { throw failure(answer) }
    return answer
  }
}

extension OpenAISpeechVoices {
  /// The server's spelling of a voice that was given to it.
  func uploads(named name: String) -> String? {
    uploaded.first { $0.lowercased() == name.lowercased() }
  }
}
