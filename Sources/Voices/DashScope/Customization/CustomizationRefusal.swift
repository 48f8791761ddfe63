/// Why DashScope made no voice.
struct CustomizationRefusal {
  let common: DashScopeRefusal

  /// What concerns recordings and the store of voices; the rest is as for speech.
  var error: SpeechError {
    let code = common.code.lowercased()
    let own: String? =
      if code.hasPrefix("audio.") {
        "The service cannot use the recording (\(common.plain(common.code, or: ""))): give it 10 to 20 seconds of one "
          + "person speaking without a break, mono, 24 kHz or more."
      } else if common.status == 400, code.hasPrefix("throttling") {
        "The account \(common.account.name) has all the voices it may have; delete one with `polydub voices delete`."
      } else { nil }
    guard let own else { return common.error }
    return SpeechError(.refused, own)
  }
}

extension DashScopeFailure {
  /// Why no voice was made, or is not known to be.
  func uncertain(after attempts: Int) -> SpeechError {
    var error = error(after: attempts)
    guard mayBeBilled else { return error }
    error.description +=
      " The voice may be made all the same, and is not in the list yet: look at `polydub voices list` before you ask again."
    return error
  }
}
