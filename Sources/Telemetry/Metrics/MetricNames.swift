/// Every metric of a run: its name, and what it says.
enum MetricName: String, CaseIterable {
  case steps = "polydub_steps_total"
  case stepSeconds = "polydub_step_seconds"
  case calls = "polydub_calls_total"
  case retries = "polydub_call_retries_total"
  case characters = "polydub_characters_total"
  case cost = "polydub_cost_total"
  case callSeconds = "polydub_call_seconds"
  case connectSeconds = "polydub_call_connect_seconds"
  case firstAudioSeconds = "polydub_call_first_audio_seconds"
  case began = "polydub_run_start_timestamp_seconds"
  case ended = "polydub_run_end_timestamp_seconds"
  case status = "polydub_run_exit_code"

  var help: String {
    switch self {
    case .steps: "Steps of the run by stage and by result: made, kept or failed."
    case .stepSeconds: "Time a step took to make, in seconds."
    case .calls: "Calls to speech services by result: ok or the class of the failure."
    case .retries: "Calls that repeat one that failed."
    case .characters: "Characters billed by speech services."
    case .cost: "Cost of the billed characters at list price, in units of the currency."
    case .callSeconds: "Time from a call's request to the end of its answer, in seconds."
    case .connectSeconds: "Time until the connection of a call stood, in seconds."
    case .firstAudioSeconds: "Time from a call's request to its first sound, in seconds."
    case .began: "When the run began, in seconds since 1970."
    case .ended: "When the run ended, in seconds since 1970."
    case .status: "Exit code of the run; 0 is well, absent is not over."
    }
  }

  static let help = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0.help) })
}
