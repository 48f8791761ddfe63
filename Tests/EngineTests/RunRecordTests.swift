import Foundation
import Testing

@testable import Engine

/// What changed is told against the last run that was done.
@Suite struct RunRecordTests {
  private let step = Step(label: "es/speak/1", stage: "speak")

  private func key(_ name: String) -> Digest { Digest(of: Data(name.utf8)) }

  private func done(_ name: String, _ record: inout RunRecord) {
    record.update(with: [.made(step, key: key(name))])
    record.steps[step.label]?.why = Reason(what: [name])
    record.end([.made(step, key: key(name))], upstream: [:])
  }

  @Test func aRunThatEndedEarlyLeavesTheOneBeforeToCompareWith() {
    var record = RunRecord()
    done("a", &record)
    for name in ["b", "c"] { record.update(with: [.made(step, key: key(name))]) }
    #expect(record.steps[step.label]?.key == key("c"))
    #expect(record.steps[step.label]?.previous == key("a"))
    #expect(record.lastDone.steps[step.label]?.key == key("a"))
    done("c", &record)
    #expect(record.lastDone.steps == record.steps)
  }

  @Test func aFirstRunThatEndedEarlyIsNoneToCompareWith() {
    var record = RunRecord()
    record.update(with: [.made(step, key: key("a"))])
    #expect(record.lastDone.steps.isEmpty)
  }

  @Test func anUndoneEditDoesNotKeepItsReason() {
    var record = RunRecord()
    done("a", &record)
    done("b", &record)
    record.update(with: [.kept(step, key: key("a"))])
    #expect(record.steps[step.label]?.why == nil)
    #expect(record.steps[step.label]?.previous == key("b"))
  }

  @Test func stagesThatWereLeftOutStayAsTheyWereLastDone() {
    var record = RunRecord()
    done("a", &record)
    let other = Step(label: "ja/speak/1", stage: "speak")
    record.update(with: [.made(step, key: key("b"))])
    record.update(with: [.made(other, key: key("x"))])
    record.end([.made(other, key: key("x"))], upstream: [:])
    #expect(record.steps[step.label]?.key == key("a"))
    #expect(record.steps[step.label]?.made == false)
  }
}
