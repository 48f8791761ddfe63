import CoreMetrics
import Foundation
import Testing
import Voices

@testable import Engine
@testable import Telemetry

@Suite struct MetricsTests {
  private let path = scratch("polydub.prom")

  @Test func theFileIsPrometheusText() {
    let store = MetricStore()
    Counter(label: "steps_total", dimensions: [("stage", "sp\"eak\n")], factory: store)
      .increment(by: 3)
    let timer = CoreMetrics.Timer(label: "step_seconds", dimensions: [], factory: store)
    timer.recordSeconds(0.04)
    timer.recordSeconds(700)
    let text = prometheusText(store.all, help: ["steps_total": "Steps."])
    #expect(text.contains("# HELP steps_total Steps.\n# TYPE steps_total counter\n"))
    #expect(text.contains("steps_total{stage=\"sp\\\"eak\\n\"} 3\n"))
    #expect(text.contains("step_seconds_bucket{le=\"0.025\"} 0\n"))
    #expect(text.contains("step_seconds_bucket{le=\"0.05\"} 1\n"))
    #expect(text.contains("step_seconds_bucket{le=\"600\"} 1\n"))
    #expect(text.contains("step_seconds_bucket{le=\"+Inf\"} 2\n"))
    #expect(text.contains("step_seconds_sum 700.04\nstep_seconds_count 2\n"))
  }

  @Test func aCallIsCountedWithItsMoneyAndItsTimes() async throws {
    let metrics = RunMetrics(file: path, job: job)
    metrics.ended(.made())
    metrics.ended(
      .made {
        $0.outcome.failure = .throttled
        $0.outcome.characters = 0
      })
    #expect(await metrics.end(.init(status: 1)).isEmpty)
    let text = try contents(path)
    let service = #"model="qwen3-tts-flash",provider="qwen""#
    #expect(text.contains("polydub_calls_total{\(service),result=\"ok\"} 1\n"))
    #expect(text.contains("polydub_calls_total{\(service),result=\"throttled\"} 1\n"))
    #expect(text.contains("polydub_characters_total{\(service)} 1210\n"))
    #expect(text.contains("polydub_cost_total{currency=\"USD\",\(service)} 0.0121\n"))
    #expect(text.contains("polydub_call_retries_total{\(service)} 2\n"))
    #expect(text.contains("polydub_call_first_audio_seconds_count{\(service)} 2\n"))
    #expect(text.contains("polydub_run_exit_code{command=\"run\"} 1\n"))
  }

  @Test func whatWasMadeEarlyInARunIsNotCountedAgainAsKept() async throws {
    let metrics = RunMetrics(file: path, job: job)
    let watch = Watch([metrics])
    let key = Digest(of: Data())
    watch.record(.started(speakStep))
    watch.record(.made(speakStep, key: key))
    watch.record(.kept(speakStep, key: key))
    watch.record(.kept(Step(label: "es/speak/18", stage: "speak"), key: key))
    _ = await metrics.end(.init(status: 0))
    let text = try contents(path)
    #expect(text.contains("polydub_steps_total{result=\"made\",stage=\"speak\"} 1\n"))
    #expect(text.contains("polydub_steps_total{result=\"kept\",stage=\"speak\"} 1\n"))
    #expect(text.contains("polydub_step_seconds_count{stage=\"speak\"} 1\n"))
  }

  @Test func aFileThatCannotBeWrittenIsAComplaintAndNoFailure() async {
    let metrics = RunMetrics(file: "/nowhere/at/all.prom", job: job)
    #expect(await metrics.end(.init(status: 0)).first?.contains("/nowhere/at/all.prom") == true)
  }

  @Test func everyMetricHasItsHelp() {
    #expect(MetricName.allCases.allSatisfy { $0.help.hasSuffix(".") })
  }
}
