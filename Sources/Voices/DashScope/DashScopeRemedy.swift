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

  var tooFast: Judgement {
    (.throttled, "\(account.name) is asked too often; try again later.", .maybe)
  }
}
