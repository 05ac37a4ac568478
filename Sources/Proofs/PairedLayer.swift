import FloatNetwork
import Quantization

/// One layer of both networks, in units of the words.
struct PairedLayer: Sendable {
  let form: LayerForm
  /// W, V and E = W − V as maps from what it reads to its sums.
  let maps: LayerMaps
  let coefficients: PairedCoefficients
  let activation: PairedActivation
  /// The most that rounding moves each sum, in ulps: a half, or 0 where there are no fractional bits.
  let roundings: [Double]
  /// Whether any is.
  let sumsAreRounded: Bool
  /// For each sum, how many of its units are an ulp.
  let sumScales: [Double]
  /// The sums that each value is the largest of; nil where each is one.
  let candidates: [[Int]]?
  /// The most that the weights' format holds on both sides, of any unit.
  let weightLimit: Double

  /// Σ|W| + |V| of each row, and Σ|E|.
  let norms: [Double]
  let residueNorms: [Double]
  /// How far the float bias of each sum may be from the exact one, which inputs' offsets are added to; empty where
  /// there are none.
  private let biasSlacks: [Double]
  /// For sums along a row.
  let slack: Double
  /// For sums of coefficients at what the layer reads, over all readers of the tensor.
  private(set) var readerSlack: Double
  /// Whether a tensor that it reads has other readers, too.
  private(set) var sharesSources: Bool
  /// For sums over the values that it gives.
  let valueSlack: Double

  /// How many sums one place has.
  var rowCount: Int { norms.count }
  var unitCount: Int { form.unitCount }
  var valueCount: Int { form.valueCount }
  /// B − b of a row.
  func biasResidue(_ row: Int) -> Double {
    coefficients.floatBiases[row] - coefficients.fixedBiases[row]
  }
  /// How far the float bias of a sum may be from the exact one.
  func biasSlack(_ sum: Int) -> Double { biasSlacks.isEmpty ? 0 : biasSlacks[sum] }

  /// - Parameter offsets: of what it reads, in words; empty where that is no input.
  init(
    _ fixed: QuantizedLayer,
    _ coefficients: PairedCoefficients,
    _ activation: PairedActivation,
    offsets: [Double]
  ) {
    let form = fixed.form
    self.form = form
    self.coefficients = coefficients
    self.activation = activation
    let maps = LayerMaps(form, coefficients)
    self.maps = maps
    sumScales = (0..<form.sumCount).map { fixed.sumScale(at: $0) }
    roundings = sumScales.map { $0 > 1 ? 0.5 : 0 }
    sumsAreRounded = roundings.contains { $0 > 0 }
    candidates = Self.candidates(form)
    norms = zip(maps.float.rowNorms, maps.fixed.rowNorms).map(+)
    residueNorms = maps.residue.rowNorms
    let slack = summationSlack(terms: maps.float.termCount)
    self.slack = slack
    let rows = norms.count
    biasSlacks =
      offsets.allSatisfy { $0 == 0 }
      ? []
      : maps.float.absoluteTimes([offsets.map { abs($0) * ulp }]).enumerated().map {
        slack * ($1 + abs(coefficients.floatBiases[$0 % rows]))
      }
    weightLimit = 32_768 * (fixed.fractionBits.map { power(-Int($0)) }.max() ?? 1)
    readerSlack = summationSlack(terms: maps.float.mostReaders)
    sharesSources = false
    valueSlack = summationSlack(terms: form.sumCount)
  }

  /// The same layer among the readers of what it reads.
  func with(_ readers: TensorReaders) -> PairedLayer {
    var layer = self
    layer.readerSlack = summationSlack(terms: form.sources.map { readers.sumCounts[$0] }.max() ?? 0)
    layer.sharesSources = form.sources.contains { readers.counts[$0] > 1 }
    return layer
  }

  private static func candidates(_ form: LayerForm) -> [[Int]]? {
    let candidates = (0..<form.valueCount).map { form.candidates(ofValue: $0) }
    let isOne =
      form.sumCount == form.valueCount && candidates.enumerated().allSatisfy { $1 == [$0] }
    return isOne ? nil : candidates
  }
}
