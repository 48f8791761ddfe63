import Foundation
import Transport

/// Asks DashScope about custom voices, again only where that cannot make a second one.
struct CustomizationExchange: Sendable {
  let account: DashScopeAccount
  let key: String
  let backoff: Backoff
  let limits: Request.Limits
  var client = Client.shared

  /// Makes a voice.
  ///
  /// Making one twice is two voices, and two bills: where the answer is lost, the list tells whether it is there.
  func make(_ question: CustomizationQuestion, _ call: Call, under conduct: Conduct)
    async throws(SpeechError) -> CustomVoice
  {
    let before = Set(try await voices(of: question.model).map(\.name))
    var call = call
    while true {
      do {
        let made = try await conduct.make(call) { await outcome(of: call, question) }
        return try voice(in: made, for: question)
      } catch let failure as DashScopeFailure {
        if failure.mayRepeat || failure.mayBeBilled,
          let found = try await find(question, besides: before)
        {
          return found
        }
        guard failure.mayRepeat, !failure.mayBeBilled,
          let pause = backoff.wait(after: call.attempt, wish: failure.wish)
        else { throw failure.uncertain(after: call.attempt) }
        try await Backoff.wait(pause)
        call.attempt += 1
      } catch {
        throw error as? SpeechError ?? DashScopeFailure.broken(account).error
      }
    }
  }

  /// Every voice of a kind that the account has.
  func voices(of model: CustomizationQuestion.Model) async throws(SpeechError) -> [CustomVoice] {
    var all: [CustomVoice] = []
    // An account has a thousand voices at most.
    for page in 0..<100 {
      let answer = try await plainly(.list(model, page: page))
      all += answer.voices.filter { voice in !all.contains { $0.name == voice.name } }
      if answer.isLast(known: all.count) { break }
    }
    return all
  }

  /// What makes nothing and costs nothing, and so may be asked again.
  @discardableResult
  func plainly(_ question: CustomizationQuestion) async throws(SpeechError) -> CustomizationAnswer {
    var attempt = 1
    while true {
      do {
        return try await ask(question)
      } catch {
        let failure = error as? DashScopeFailure ?? .broken(account)
        guard failure.mayRepeat, let pause = backoff.wait(after: attempt, wish: failure.wish)
        else { throw failure.error(after: attempt) }
        try await Backoff.wait(pause)
        attempt += 1
      }
    }
  }

  private func find(_ question: CustomizationQuestion, besides known: Set<String>)
    async throws(SpeechError) -> CustomVoice?
  {
    let name = question.input.preferredName ?? ""
    return try await voices(of: question.model).first { voice in
      !known.contains(voice.name) && voice.name.contains("-\(name)-")
        && voice.model == question.input.targetModel
    }
  }

  private func outcome(of call: Call, _ question: CustomizationQuestion)
    async -> (Result<CustomizationAnswer, any Error>, CallOutcome)
  {
    let start = ContinuousClock.now
    do {
      let answer = try await ask(question)
      return (
        .success(answer),
        CallOutcome(
          characters: call.characters, request: answer.requestId,
          duration: ContinuousClock.now - start)
      )
    } catch {
      let failure = error as? DashScopeFailure
      return (
        .failure(error),
        CallOutcome(
          characters: failure?.mayBeBilled ?? true ? call.characters : 0,
          failure: failure?.error.kind ?? .refused, pressure: failure?.pressure,
          retryAfter: failure?.wish, request: failure?.request,
          duration: ContinuousClock.now - start)
      )
    }
  }

  private func ask(_ question: CustomizationQuestion) async throws -> CustomizationAnswer {
    let answer: Answer
    do {
      answer = try await client.send(
        try question.request(to: account, key: key, limits: limits))
    } catch let error as TransportError { throw DashScopeFailure(error) }
    let read = CustomizationAnswer.read(answer.body)
    guard answer.isSuccess, let read, read.code?.isEmpty != false else {
      throw refusal(read, answer)
    }
    return read
  }

  private func refusal(_ read: CustomizationAnswer?, _ answer: Answer) -> DashScopeFailure {
    guard !answer.isSuccess || read != nil else { return .broken(account) }
    let code = read?.code ?? ""
    let refusal = CustomizationRefusal(
      common: DashScopeRefusal(
        status: answer.isSuccess ? DashScopeRefusal.status(of: code) : answer.status, code: code,
        message: read?.message ?? "",
        request: read?.requestId ?? answer.headers["x-request-id"], account: account))
    return DashScopeFailure(
      error: refusal.error, mayRepeat: refusal.error.retry == .maybe,
      wish: Backoff.wish(answer.headers["retry-after"]), pressure: refusal.common.pressure,
      request: refusal.common.request)
  }

  private func voice(in answer: CustomizationAnswer, for question: CustomizationQuestion)
    throws -> CustomVoice
  {
    guard let name = answer.output?.voice, !name.isEmpty else {
      throw DashScopeFailure.broken(account)
    }
    let preview = answer.output?.previewAudio?.data.flatMap {
      Data(base64Encoded: $0, options: .ignoreUnknownCharacters)
    }
    return CustomVoice(
      name: name, model: answer.output?.targetModel ?? question.input.targetModel ?? "",
      preview: preview.map { [UInt8]($0) })
  }
}
