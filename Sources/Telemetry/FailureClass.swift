import Engine
import Transport
import Voices

/// Why something failed, in one word that groups: `throttled`, `timedOut`, `StoreError`.
func failureClass(_ error: any Error) -> String {
  switch error {
  case let error as RunFailure: error.failures.first.map { failureClass($0.underlying) } ?? "failed"
  case let error as StageFailure: failureClass(error.underlying)
  case let error as SpeechError: error.kind.rawValue
  case let error as TransportError: error.kind.rawValue
  case is Interrupted: "interrupted"
  default: String(describing: type(of: error))
  }
}
