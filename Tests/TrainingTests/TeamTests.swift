import Synchronization
import Testing

@testable import Training

@Suite struct TeamTests {
  private final class Counts: Sendable {
    let sum = Atomic<Int>(0)
    let wrong = Atomic<Int>(0)
  }

  @Test(arguments: [1, 2, 3, 8])
  func everyThreadRunsOncePerRunAndMeetsTheOthers(_ threadCount: Int) {
    let counts = Counts()
    let all = (1...threadCount).reduce(0, +)
    let barrier = Barrier(participantCount: threadCount)
    let team = Team(threadCount: threadCount) { thread in
      counts.sum.add(thread + 1, ordering: .relaxed)
      barrier.wait()
      // Behind the barrier everybody has added, and nobody is in the next run yet.
      if !counts.sum.load(ordering: .relaxed).isMultiple(of: all) {
        counts.wrong.add(1, ordering: .relaxed)
      }
      barrier.wait()
    }
    for run in 1...100 {
      team.run()
      #expect(counts.sum.load(ordering: .relaxed) == run * all)
    }
    #expect(counts.wrong.load(ordering: .relaxed) == 0)
  }

  @Test func partsCoverEverythingOnceInOrder() {
    for threadCount in 1...7 {
      for granularity in [1, 4, 8] {
        for count in 0...70 {
          let parts = (0..<threadCount).map {
            Team.part($0, of: threadCount, count: count, granularity: granularity)
          }
          #expect(parts.flatMap(Array.init) == Array(0..<count))
          #expect(
            parts.allSatisfy { $0.isEmpty || $0.lowerBound.isMultiple(of: granularity) }
          )
        }
      }
    }
  }
}
