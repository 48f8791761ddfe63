extension DashScopeRefusal {
  /// The status an error would have had, where it came after a good one: in a stream, or in a session.
  ///
  /// Codes there are often `invalid_value` or missing, so the documented words count too.
  static func status(of code: String, _ message: String = "") -> Int {
    let code = code.lowercased()
    let words = message.lowercased()
    let many = ["throttling", "limit", "insufficient_quota"]
    if many.contains(where: code.hasPrefix) || words.contains("rate limit exceeded") { return 429 }
    if code.contains("invalidparameter") { return 400 }
    let tired = ["internal", "systemerror", "modelserv", "modelunavail", "requesttimeout"]
    return (tired + ["responsetimeout"]).contains { code.hasPrefix($0) } ? 500 : 400
  }
}
