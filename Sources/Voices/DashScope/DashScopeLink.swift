import Foundation
import Transport

/// The sound behind a link, which is good for a day and says who paid: used at once, kept nowhere.
struct DashScopeLink: Sendable {
  let account: DashScopeAccount
  let client: Client
  let backoff: Backoff
  let limits: Request.Limits

  /// A bare GET, encrypted unless the service itself is on this machine.
  func fetch(_ link: String) async throws -> [UInt8] {
    let isHere = isLoopback(host: account.region.host)
    let secure =
      link.lowercased().hasPrefix("http://") && !isHere ? "https" + link.dropFirst(4) : link
    guard let host = URL(string: secure)?.host(), isHere == isLoopback(host: host) else {
      throw DashScopeFailure(
        error: SpeechError(
          .badAudio, "\(account.name) answered with a link that leads nowhere; try again."),
        mayRepeat: false, mayBeBilled: true)
    }
    var attempt = 0
    while true {
      attempt += 1
      let pause = backoff.wait(after: attempt, wish: nil)
      do {
        let answer = try await client.send(Request(secure, limits: limits))
        if answer.isSuccess { return answer.body }
        guard answer.status >= 500, pause != nil else { throw DashScopeFailure.deadLink(account) }
      } catch let error as TransportError {
        guard error.kind != .cancelled, pause != nil else {
          throw DashScopeFailure.outOfReach(error, account)
        }
      }
      // Fetching again costs nothing; speaking again does.
      try await Backoff.wait(pause ?? .zero)
    }
  }
}
