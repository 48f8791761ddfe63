import Dispatch
import Engine
import Foundation

/// Ctrl-C and SIGTERM: the first lets what is in flight finish, the second stops at once.
struct Signals {
  let interruption = Interruption()
  private let sources: [any DispatchSourceSignal]

  init() {
    let interruption = interruption
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        guard interruption.isRequested else {
          interruption.request()
          Console.line("interrupted: finishing what is in flight; press again to stop at once")
          return
        }
        _exit(Status.interrupted.rawValue)
      }
      source.resume()
      return source
    }
  }
}
