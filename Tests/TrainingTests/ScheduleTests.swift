import Testing

@testable import Training

@Suite struct ScheduleTests {
  private func rates(_ schedule: LearningRateSchedule, epochs: [Double]) -> [Double] {
    epochs.map { schedule.rate(first: 2, epochs: $0, of: 10, steps: Int($0 * 100)) }
  }

  private func expectClose(_ found: [Double], _ expected: [Double]) {
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(found)")
  }

  @Test func eachBeginsWithTheFirstRateAndGoesOnAsItSays() {
    expectClose(rates(.constant, epochs: [0, 5, 10]), [2, 2, 2])
    // 2/√(t + 1) at steps 0, 3 and 99.
    expectClose(rates(.inverseRoot, epochs: [0, 0.03, 0.99]), [2, 1, 0.2])
    // 2/1.01ᵗ at steps 0, 100 and 1000, but at least 0.5.
    expectClose(
      rates(.perStep(decay: 1.01, floor: 0.5), epochs: [0, 1, 10]),
      [2, 0.7394224246582378, 0.5]
    )
    expectClose(rates(.steps(factor: 0.5, epochs: 3), epochs: [0, 2.9, 3, 6]), [2, 2, 1, 0.5])
    expectClose(rates(.exponential(final: 0.01), epochs: [0, 5, 10]), [2, 0.2, 0.02])
    expectClose(rates(.linear(final: 0.5), epochs: [0, 5, 10]), [2, 1.5, 1])
    expectClose(rates(.linear(final: 0, start: 0.5), epochs: [0, 5, 7.5, 10]), [2, 2, 1, 0])
    expectClose(rates(.linear(final: 0, start: 1), epochs: [0, 10]), [2, 2])
    // cos(π/3) = 0.5: half of the way down plus a quarter.
    expectClose(rates(.cosine(), epochs: [0, 10.0 / 3, 5, 10]), [2, 1.5, 1, 0])
    expectClose(rates(.cosine(final: 0.5), epochs: [5]), [1.5])
  }

  @Test func momentumRisesOverItsEpochsThenStays() {
    let schedule = MomentumSchedule(from: 0.5, to: 0.7, epochs: 4)
    expectClose((1...7).map(schedule.momentum(epoch:)), [0.5, 0.55, 0.6, 0.65, 0.7, 0.7, 0.7])
    #expect(MomentumSchedule(0.9).momentum(epoch: 1) == 0.9)
  }
}
