import Conformance
import Testing
import _TestSupport

@testable import HalfwordRuntime

@Suite struct SoftmaxTests {
  fileprivate func shares(_ logits: [Int16]) -> [Int16] {
    var values = logits
    var span = values.mutableSpan
    softmax(&span)
    return values
  }

  /// Sum, order, bound and the largest, for one vector of logits.
  private func checkLaws(_ logits: [Int16]) {
    let shares = shares(logits)
    let exact = ExactOracle.softmax(logits)
    #expect(shares.reduce(0) { $0 + Int($1) } == 256)
    let bound = ExactOracle.softmaxBound(count: logits.count)
    let worst = zip(shares, exact).map { abs(Double($0) - $1) }.max() ?? 0
    #expect(worst <= bound, "\(logits.prefix(20))")
    let order = logits.indices.sorted { logits[$0] > logits[$1] }
    let falls = zip(order, order.dropFirst()).allSatisfy { first, second in
      shares[first] >= shares[second]
    }
    #expect(falls, "\(logits.prefix(20))")
  }

  @Test func oneUnitGetsEverything() {
    for logit in stride(from: Int(Int16.min), through: Int(Int16.max), by: 97) {
      #expect(shares([Int16(logit)]) == [256])
    }
  }

  @Test func equalLogitsShareEquallyAndTheLowerIndexGetsTheRest() {
    #expect(shares([7, 7, 7]) == [86, 85, 85])
    #expect(shares([0, 0]) == [128, 128])
    let many = shares([Int16](repeating: -500, count: 300))
    #expect(many == [Int16](repeating: 1, count: 256) + [Int16](repeating: 0, count: 44))
  }

  @Test func aLargerLogitWithAnEqualExponentialIsServedFirst() {
    // Far below the largest, neighbouring logits have the same entry in the exponential's table.
    var logits = [Int16](repeating: 0, count: 255)
    logits += [-2_600, -2_599]
    let shares = shares(logits)
    #expect(shares[256] >= shares[255])
    checkLaws(logits)
  }

  @Test func ofEqualRemaindersTheLargerLogitIsServedFirst() {
    // exp in Q0.16 of 85 and of 1,157 ulps below the largest. With two units at the latter the sum is
    // 113,984, 256 times each leaves the same remainder, and two of the three units are served.
    let (near, far) = (negativeExponential(distance: 85), negativeExponential(distance: 1_157))
    let sum = 65_536 + near + 2 * far
    #expect(256 * near % sum == 256 * far % sum)
    let (more, less) = (Int16(256 * near / sum), Int16(256 * far / sum))
    #expect(256 * 65_536 / sum + UInt32(more + 2 * less) == 254)
    #expect(256 * 65_536 % sum < 256 * far % sum)
    #expect(shares([-1_157, -1_157, 0, -85]) == [less + 1, less, 254 - more - 2 * less, more + 1])
    #expect(shares([-85, -1_157, 0, -1_157]) == [more + 1, less + 1, 254 - more - 2 * less, less])
    checkLaws([-85, -1_157, 0, -1_157])
  }

  @Test func randomLogitsKeepTheLaws() {
    var random = TestRandom(seed: 1)
    for round in 0..<4_000 {
      let count =
        round < 3_000
        ? Int.random(in: 1...12, using: &random)
        : Int.random(in: 1...1_000, using: &random)
      let limit = [Int16(3), 40, 600, 3_500, 32_767].randomElement(using: &random)!
      checkLaws(random.values(count, in: -limit...limit))
    }
  }

  @Test func extremeLogitsKeepTheLaws() {
    for count in [1, 2, 3, 10, 255, 256, 257, 1_000] {
      checkLaws([Int16](repeating: .min, count: count))
      checkLaws([Int16](repeating: .max, count: count))
      checkLaws((0..<count).map { $0.isMultiple(of: 2) ? .min : .max })
      checkLaws((0..<count).map { Int16(truncatingIfNeeded: $0 * 257) })
      checkLaws((0..<count).map { Int16(-$0) })
    }
  }
}

#if arch(x86_64) || arch(arm64)
  extension SoftmaxTests {
    /// Hosts rank few logits at once; ties of remainders, of distances and of both among them.
    @Test func fewLogitsGetWhatThePassesGiveThem() {
      var random = TestRandom(seed: 77)
      for count in 1...70 {
        for spread: Int16 in [0, 1, 3, 40, 400, 4_000, 32_767] {
          for _ in 0..<4 {
            let logits = (0..<count).map { _ in Int16.random(in: -spread...spread, using: &random) }
            var ranked = logits
            var span = ranked.mutableSpan
            #expect(softmaxOfFew(&span) == (count <= 64))
            #expect(ranked == (count <= 64 ? shares(logits) : logits), "\(logits)")
          }
        }
      }
    }
  }
#endif
