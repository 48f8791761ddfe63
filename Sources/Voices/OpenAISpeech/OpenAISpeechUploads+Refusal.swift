import Transport

extension OpenAISpeechUploads {
  /// Why it does not do what it was asked.
  func failure(_ answer: Answer) -> DashScopeFailure {
    let common = OpenAISpeechRefusal(status: answer.status, body: answer.body, server: server).error
    let error: SpeechError =
      switch answer.status {
      case 401, 403, 408, 429, 500, 502...599: common
      case 200..<300, 404, 405, 501:
        SpeechError(
          .unavailable,
          "\(server.host) has no `/audio/voices` under its `url`, so it learns no voices; vLLM-Omni does."
        )
      default:
        SpeechError(
          .refused,
          "\(server.host) does not take the recording (\(answer.status)): give it up to 30 seconds of one person, under "
            + "10 MB, or look in its log.")
      }
    return DashScopeFailure(
      error: error, mayRepeat: error.retry == .maybe,
      wish: Backoff.wish(answer.headers["retry-after"]),
      pressure: error.kind == .throttled ? .rate : nil)
  }
}
