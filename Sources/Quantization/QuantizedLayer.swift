public import FloatNetwork
public import HalfwordRuntime

/// A dense layer in fixed point.
///
/// A row's sum is `start + Σ weightᵢ · wordᵢ`, exact, and its pre-activation that sum shifted right by the
/// fractional bits of its unit (`Docs/numerics.md`).
public struct QuantizedLayer: Equatable, Sendable {
  /// How many values the layer reads.
  public let inputCount: Int
  /// How many values it gives.
  public let unitCount: Int
  /// What happens to the rounded sums.
  public let activation: Activation
  /// The fractional bits f of the weights of each unit, 0 to 22: weight = raw / 2^f.
  public let fractionBits: [UInt8]
  /// Rows × inputs, row by row; row `unit * pieces + piece` belongs to `unit`.
  public let weights: [Int16]
  /// What each row's sum begins with: the bias in units of 2^−(8+f), and half an ulp for the rounding.
  public let starts: [Int32]
  /// What each unit's word means: value = word · 2^(exponent − 8).
  public let exponents: [Int]
  /// The dropout rate p whose 1 − p is in the weights; 0 for none.
  public let foldedDropout: Double
  /// How many weights and biases did not fit and were saturated.
  public let saturatedCount: Int
  /// In which form the sums of the layer are exact, proved from its weights.
  public let sums: SumForm

  /// Units times pieces.
  public var rowCount: Int { unitCount * activation.pieces }

  /// How the weights will lie in the image.
  public var panels: WeightPanels { WeightPanels(rows: rowCount, columns: inputCount) }

  /// The fractional bits of a row's weights: those of its unit.
  public func fractionBits(ofRow row: Int) -> UInt8 { fractionBits[row / activation.pieces] }

  /// The bias of a row in ulps of its unit, exact: the start word without the half for the rounding.
  public func bias(ofRow row: Int) -> Double {
    let bits = fractionBits(ofRow: row)
    let bias = Int64(starts[row]) - Self.half(bits)
    return Double(bias) * power(-Int(bits))
  }

  /// Half an ulp of the result, in units of the sum.
  static func half(_ fractionBits: UInt8) -> Int64 { (1 << Int64(fractionBits)) >> 1 }

  /// Gathers the numbers of a layer.
  ///
  /// - Parameters:
  ///   - sums: the form of the sums; nil for the cheapest that is proved.
  ///   - inputsAreNonnegative: whether the layer before gives no negative words.
  /// - Precondition: rows × inputs weights, one start a row, one number of fractional bits and one
  ///   exponent a unit; the form is proved.
  public init(
    inputCount: Int,
    unitCount: Int,
    activation: Activation,
    fractionBits: [UInt8],
    weights: [Int16],
    starts: [Int32],
    exponents: [Int]? = nil,
    foldedDropout: Double = 0,
    saturatedCount: Int = 0,
    sums: SumForm? = nil,
    inputsAreNonnegative: Bool = false
  ) {
    precondition(starts.count == unitCount * activation.pieces)
    precondition(weights.count == starts.count * inputCount)
    precondition(fractionBits.count == unitCount)
    precondition(fractionBits.allSatisfy { $0 <= ImageFormat.largestWeightFractionBits })
    self.inputCount = inputCount
    self.unitCount = unitCount
    self.activation = activation
    self.fractionBits = fractionBits
    self.weights = weights
    self.starts = starts
    self.exponents = exponents ?? Array(repeating: 0, count: unitCount)
    self.foldedDropout = foldedDropout
    self.saturatedCount = saturatedCount
    let proves = { (form: SumForm) in
      starts.indices.allSatisfy { row in
        RowBound.proves(
          form,
          weights: weights.span.extracting(row * inputCount..<(row + 1) * inputCount),
          start: starts[row],
          inputsAreNonnegative: inputsAreNonnegative
        )
      }
    }
    precondition(self.exponents.count == unitCount)
    self.sums = sums ?? SumForm.cheapestFirst.first(where: proves) ?? .bits64
  }

  /// A layer in the plain numbers: one number of fractional bits for all weights, biases in Q8.8.
  ///
  /// - Precondition: rows × inputs weights, one bias a row, at most 15 fractional bits.
  public init(
    inputCount: Int,
    unitCount: Int,
    activation: Activation,
    weightFractionBits: UInt8,
    weights: [Int16],
    biases: [Int16],
    foldedDropout: Double = 0,
    saturatedCount: Int = 0,
    sums: SumForm? = nil,
    inputsAreNonnegative: Bool = false
  ) {
    self.init(
      inputCount: inputCount,
      unitCount: unitCount,
      activation: activation,
      fractionBits: Array(repeating: weightFractionBits, count: unitCount),
      weights: weights,
      starts: biases.map { Self.start(bias: $0, fractionBits: weightFractionBits) },
      foldedDropout: foldedDropout,
      saturatedCount: saturatedCount,
      sums: sums,
      inputsAreNonnegative: inputsAreNonnegative
    )
  }

  /// The start word of a row with a bias in Q8.8: bias · 2^f + 2^(f−1), which fits for f up to 15.
  public static func start(bias: Int16, fractionBits: UInt8) -> Int32 {
    Int32(Int64(bias) << Int64(fractionBits) + half(fractionBits))
  }
}

extension SumForm {
  /// The forms, the one that takes the fewest instructions first.
  public static let cheapestFirst: [SumForm] = [.bits32, .blocks32, .blocks16, .bits64]
}

extension Activation {
  /// Whether f(s·z) = s·f(z) for every s > 0.
  public var isHomogeneous: Bool {
    switch self {
    case .linear, .relu, .maxout: true
    case .sigmoid, .tanh, .softmax: false
    }
  }

  /// Whether no word that it gives is negative.
  public var isNonnegative: Bool { code.isNonnegative }
}
