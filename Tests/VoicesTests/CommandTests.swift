import Testing

@testable import Voices

struct CommandTests {
  private func run(
    _ script: String, input: [UInt8] = [], within time: Duration = .seconds(20)
  ) async throws -> (error: SpeechError?, took: Duration) {
    let fake = try FakeProgram("fake", script)
    let command = Command(program: "fake", package: "fake-package", search: fake.search)
    let start = ContinuousClock.now
    let error = await failure { () throws(SpeechError) in
      try await command.run([], input: input, limit: 1_000, within: time)
    }
    return (error, .now - start)
  }

  @Test(arguments: [
    "sleep 900", "exec sleep 900", "sleep 900 & sleep 900", "trap '' TERM; sleep 900",
  ])
  func aSlowProgramIsStoppedWithItsChildren(script: String) async throws {
    let (error, took) = try await run(script, within: .milliseconds(300))
    #expect(error?.kind == .timedOut && error?.retry == .maybe)
    #expect(took < .seconds(600), "it was not stopped")
  }

  @Test func tooMuchOutputIsRefused() async throws {
    let (error, took) = try await run("exec yes")
    #expect(error?.kind == .badAudio)
    #expect(took < .seconds(600), "it was not stopped")
  }

  @Test func anErrorCodeIsAnError() async throws {
    #expect(try await run("exit 3").error?.kind == .refused)
    #expect(try await run("kill -9 $$").error?.retry == .maybe)
  }

  @Test func aProgramThatDoesNotReadIsNoCrash() async throws {
    let much = [UInt8](repeating: 65, count: 1_000_000)
    let (error, _) = try await run("exec echo done", input: much)
    #expect(error == nil || error?.kind == .unavailable)
  }

  @Test func aMissingProgramNamesItsPackage() async throws {
    let espeak = Espeak(search: SearchPath(folders: ["/nonexistent"]))
    let error = await failure { () throws(SpeechError) in
      try await espeak.voice(named: "es", language: "es")
    }
    #expect(error?.kind == .unavailable)
    #expect(error?.description.contains("Debian package espeak-ng") == true)
  }

  @Test func aCancelledCallEndsAtOnce() async throws {
    let task = Task { try await run("sleep 900", within: .seconds(800)) }
    try await Task.sleep(for: .milliseconds(200))
    let start = ContinuousClock.now
    task.cancel()
    #expect(try await task.value.error?.kind == .cancelled)
    #expect(ContinuousClock.now - start < .seconds(600))
  }

  @Test func theEnvironmentIsMinimal() async throws {
    let fake = try FakeProgram("fake", "env")
    let command = Command(program: "fake", package: "fake", search: fake.search)
    let output = String(decoding: try await command.run([], limit: 10_000), as: UTF8.self)
    let names = Set(output.split(separator: "\n").map { String($0.prefix { $0 != "=" }) })
    #expect(names.subtracting(["PATH", "LANG", "LC_ALL", "PWD", "SHLVL", "_", "OLDPWD"]).isEmpty)
    #expect(output.contains("LC_ALL=C.UTF-8"))
  }
}
