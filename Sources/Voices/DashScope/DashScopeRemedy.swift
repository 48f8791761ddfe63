import Dubbing

/// What people can do about the refusals that stand for many.
extension DashScopeRefusal {
  var wrongKey: Judgement {
    (
      .unauthorized,
      "\(account.region.host) does not take the key in \(account.keyVariable): a key works in one region only. "
        + "Give \(account.name) a key of \(account.region.name), or the region of its key.", .never
    )
  }

  var noRight: Judgement {
    (
      .unauthorized,
      "The key in \(account.keyVariable) may not use \(shown(account.model)); allow it in the console of \(account.region.name).",
      .never
    )
  }

  var noModel: Judgement {
    (
      .missingModel,
      "\(account.region.name) has no model \(shown(account.model)): misspelt, not there, or retired (most dated Qwen-TTS "
        + "models were to end on 2026-10-10). Try qwen3-tts-flash.", .never
    )
  }

  var overSocketOnly: Judgement {
    (
      .missingModel,
      "\(shown(account.model)) speaks over WebSocket only; write `mode: realtime`, or take a model without -realtime.",
      .never
    )
  }

  /// What the service says of a voice that was made for another model, or of a system voice at such a model.
  func isOfAnotherModel(_ words: String) -> Bool {
    words.contains("engine") && ["411", "418"].contains { words.contains($0) }
      || words.contains("requested voice") && words.contains("not supported")
      || words.contains("target_model") || words.contains("target model")
  }

  var otherVoices: Judgement {
    (
      .missingVoice,
      "\(shown(account.model)) does not speak with this voice: it was made for another model, is gone, or is one of the "
        + "system. Write the `model:` it was made for, or choose another voice.", .never
    )
  }

  /// What concerns the connection alone: a new one may do.
  func connection(of code: String) -> Judgement? {
    let code = code.lowercased()
    let words = message.lowercased()
    if code == "clientdisconnect" || code == "client_disconnect" {
      return (
        .unavailable,
        "\(account.region.host) lost the connection before it had answered; check the network and try again.",
        .maybe
      )
    }
    let idle = ["session_expired", "session expired", "request timeout", "request_timeout"]
    if idle.contains(where: { code.contains($0) || words.contains($0) }) {
      return (
        .timedOut, "\(account.region.host) ended a session that was idle for too long; try again.",
        .maybe
      )
    }
    return nil
  }

  var tooFast: Judgement {
    (.throttled, "\(account.name) is asked too often; try again later.", .maybe)
  }
}
