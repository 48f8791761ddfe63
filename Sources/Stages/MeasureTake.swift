public import Dubbing
public import Engine
import Sound

/// Measures how loud a take speaks, before it is stretched or placed: moving a cue measures nothing again.
public struct MeasureTake: Stage {
  public static let name = "measure-take"
  public static let version = 1

  public init() {}

  public func run(_ take: Blob, in workspace: Workspace) async throws -> TakeLevel {
    speechLevel(
      of: Waveform(samples: try voiceSamples(of: take, in: workspace), rate: Time.rate))
  }
}
