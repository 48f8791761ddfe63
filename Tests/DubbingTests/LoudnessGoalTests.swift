import Dubbing
import Testing

@Suite struct LoudnessGoalTests {
  let mix = Loudness(integrated: -2500, range: 600, truePeak: -300)

  @Test func matchTakesTheLoudnessOfTheOriginal() {
    let goal = LoudnessGoal(.match, LoudnessReference(original: -2310))
    #expect(goal.level == -2310)
    #expect(goal.gain(for: mix) == 190)
  }

  @Test func aSilentOriginalIsNotMatched() {
    #expect(LoudnessGoal(.match, LoudnessReference()).level == -1600)
  }

  @Test func aMixThatCannotBeMeasuredHasNoGain() {
    let silence = Loudness(integrated: nil, range: 0, truePeak: -20_000)
    #expect(LoudnessGoal(.stream, LoudnessReference()).gain(for: silence) == nil)
  }

  @Test func asMixedMovesNothing() {
    let goal = LoudnessGoal(.none, LoudnessReference(original: -2310))
    #expect(goal.level == nil)
    #expect(goal.gain(for: mix) == 0)
  }

  @Test func dialogueIsBroughtToItsLevelWhateverTheRest() {
    let goal = LoudnessGoal(.netflix, LoudnessReference(dialogue: -2000, spoken: 40))
    #expect(goal.level == -2700)
    #expect(goal.gain(for: mix) == -700)
    #expect(goal.tolerance == 200)
  }

  @Test(arguments: [(14, -2400), (15, -2700)]) func hardlyAnyDialogueIsNoMeasure(
    spoken: Int, level: Int
  ) {
    let goal = LoudnessGoal(.netflix, LoudnessReference(dialogue: -2000, spoken: spoken))
    #expect(goal.level == level)
  }
}
