import Conformance
import HalfwordRuntime
import _TestSupport

/// The laws of softmax on random and adversarial logits: ties, extremes, neighbours, 1 to 1,000 units.
struct SoftmaxProof {
  let vectorCount: Int
  private(set) var wrongSums = 0
  private(set) var wrongOrders = 0
  /// In ulps.
  private(set) var largestError = 0.0
  private(set) var largestShareOfBound = 0.0

  init(vectorCount: Int) {
    self.vectorCount = vectorCount
    var random = TestRandom(seed: 61)
    for round in 0..<vectorCount { check(Self.logits(round, &random)) }
  }

  private static func logits(_ round: Int, _ random: inout TestRandom) -> [Int16] {
    let largestCount = round % 100 == 0 ? 1_000 : (round % 10 == 0 ? 100 : 12)
    let count = Int.random(in: 1...largestCount, using: &random)
    switch round % 8 {
    case 0:
      // Two values only: ties of both.
      let values = random.values(2, in: .min ... .max)
      return (0..<count).map { _ in values.randomElement(using: &random)! }
    case 1:
      // All equal.
      return [Int16](repeating: random.values(1, in: .min ... .max)[0], count: count)
    case 2:
      // One far above the others.
      var logits = random.values(count, in: -40...40)
      logits[Int.random(in: 0..<count, using: &random)] = 3_000
      return logits
    case 3:
      // A staircase of single ulps.
      let step = Int16.random(in: 1...9, using: &random)
      return (0..<count).map { Int16(truncatingIfNeeded: $0) &* step }
    default:
      let limit = [Int16(2), 100, 700, 3_000, 32_767].randomElement(using: &random)!
      return random.values(count, in: -limit...limit)
    }
  }

  private mutating func check(_ logits: [Int16]) {
    var shares = logits
    var span = shares.mutableSpan
    softmax(&span)
    if shares.reduce(0, { $0 + Int($1) }) != 256 { wrongSums += 1 }
    let order = logits.indices.sorted { logits[$0] > logits[$1] }
    if zip(order, order.dropFirst()).contains(where: { shares[$0] < shares[$1] }) {
      wrongOrders += 1
    }
    let error = zip(shares, ExactOracle.softmax(logits)).map { abs(Double($0) - $1) }.max() ?? 0
    largestError = max(largestError, error)
    largestShareOfBound = max(
      largestShareOfBound,
      error / ExactOracle.softmaxBound(count: logits.count)
    )
  }
}
