import CMath

extension ExactOracle {
  /// Softmax of logits to shares of 256, bit by bit as `Docs/numerics.md` defines it.
  public static func softmaxShares(_ logits: [Int16]) -> [Int16] {
    let largest = logits.map(Int.init).max() ?? 0
    let exponentials = logits.map { exponential(distance: largest - Int($0)) }
    let sum = exponentials.reduce(0, +)
    var shares = exponentials.map { Int16(256 * $0 / sum) }
    let served = logits.indices.sorted { first, second in
      let remainders = (256 * exponentials[first] % sum, 256 * exponentials[second] % sum)
      if remainders.0 != remainders.1 { return remainders.0 > remainders.1 }
      if logits[first] != logits[second] { return logits[first] > logits[second] }
      return first < second
    }
    let left = 256 - shares.reduce(0) { $0 + Int($1) }
    for index in served.prefix(left) { shares[index] += 1 }
    return shares
  }

  /// 256 · exp(zᵢ) / Σ exp(zⱼ) in Float64.
  public static func softmax(_ logits: [Int16]) -> [Double] {
    let largest = Double(logits.max() ?? 0)
    let exponentials = logits.map { exp((Double($0) - largest) / 256) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { 256 * $0 / sum }
  }

  /// The documented bound on |output − exact| of softmax, in ulps (Docs/numerics.md): one for the
  /// shares, and what the exponential's error, half a unit of 2⁻¹⁶ and 2⁻¹⁴ of the value, can move a
  /// share of 256.
  public static func softmaxBound(count: Int) -> Double {
    1 + 256 * (Double(count) / 65_536 + 3.0 / 16_384)
  }

  /// exp(−distance / 256) in Q0.16: the product of a coarse and a fine factor, each rounded to 15
  /// bits or more, as `Docs/numerics.md` has it.
  static func exponential(distance: Int) -> Int {
    let (coarseIndex, fineIndex) = distance.quotientAndRemainder(dividingBy: 64)
    guard coarseIndex < 48 else { return 0 }
    let scale = 23_637 * coarseIndex / 65_536
    let coarse = (32_768 * exp(-Double(coarseIndex) / 4) * pow(2, Double(scale)) + 0.5).rounded(
      .down
    )
    let fine = (32_768 * exp(-Double(fineIndex) / 256) + 0.5).rounded(.down)
    // Below 2³¹, so exact in Float64.
    return Int((coarse * fine / pow(2, Double(14 + scale)) + 0.5).rounded(.down))
  }
}
