import FloatNetwork
import HalfwordRuntime
import Quantization

/// The coefficients of a layer's sums in float and in fixed point, a row for each sum of one place: its weights;
/// without weights, a factor for each source.
struct PairedCoefficients: Sendable {
  /// W, dropout's factor included.
  let float: RowMatrix
  /// V.
  let fixed: RowMatrix
  /// E = W − V.
  let residue: RowMatrix
  /// In real units, one a row; 0 without weights.
  let floatBiases: [Double]
  let fixedBiases: [Double]
  /// Weights and biases at the end of their range that lie beyond it in float.
  let clippedCount: Int
  /// Weights and biases that are not the nearest that their format holds, or of narrow weights none of the two
  /// neighbours, where samples chose between these.
  let misroundedCount: Int

  /// - Parameters:
  ///   - keep: the factor of dropout that is not in the weights yet.
  ///   - biasesAreWords: whether biases became start words, not words of Q8.8.
  ///   - rounding: how narrow weights were rounded.
  init(
    _ layer: ScaledLayer,
    _ fixed: QuantizedLayer,
    keep: Double,
    biasesAreWords: Bool,
    rounding: ExportRecord.Rounding
  ) {
    if fixed.form.kind.hasWeights {
      self.init(weightsOf: layer, fixed, biasesAreWords: biasesAreWords, rounding: rounding)
    } else {
      self.init(factorsOf: layer, fixed, keep: keep)
    }
  }

  private init(
    weightsOf layer: ScaledLayer,
    _ fixed: QuantizedLayer,
    biasesAreWords: Bool,
    rounding: ExportRecord.Rounding
  ) {
    let (rows, columns) = (fixed.rowCount, fixed.columnCount)
    let units = (0..<rows).map { power(-Int(fixed.fractionBits(ofRow: $0))) }
    let weights = fixed.weights.indices.map { Double(fixed.weights[$0]) * units[$0 / columns] }
    let residues = zip(layer.weights, weights).map { $0 - $1 }
    let biases = (0..<rows).map { fixed.bias(ofRow: $0) * ulp }
    var misfits = Misfits()
    let isNarrow = fixed.weightFormat != .bits16
    // As one of its two neighbours, a weight is less than a whole step off.
    let allowed = isNarrow && rounding.isAdaptive ? 2.0 : 1
    for (index, residue) in residues.enumerated() {
      misfits.add(
        residue,
        raw: fixed.weights[index],
        unit: allowed * units[index / columns],
        range: fixed.weightFormat.range
      )
    }
    for row in 0..<rows where !isNarrow || !rounding.correctsBiases {
      // A bias that Q8.8 holds may have been rounded to it.
      let isWhole = biases[row] / ulp == (biases[row] / ulp).rounded()
      let unit = !biasesAreWords && isWhole ? ulp : units[row] * ulp
      misfits.add(
        layer.biases[row] - biases[row],
        raw: fixed.starts[row],
        unit: unit,
        range: .min ... .max
      )
    }
    float = RowMatrix(rowCount: rows, columnCount: columns, values: layer.weights)
    self.fixed = RowMatrix(rowCount: rows, columnCount: columns, values: weights)
    residue = RowMatrix(rowCount: rows, columnCount: columns, values: residues)
    floatBiases = layer.biases
    fixedBiases = biases
    clippedCount = misfits.clipped
    misroundedCount = misfits.misrounded
  }

  /// What a word of a source is in words of the pre-activation: in float by their exponents, in fixed point by the
  /// shifts.
  private init(factorsOf layer: ScaledLayer, _ fixed: QuantizedLayer, keep: Double) {
    let channels = fixed.unitCount
    let sources = layer.sourceExponents.count
    let floats = (0..<channels).flatMap { channel in
      layer.sourceExponents.map {
        keep * power($0[channel] - fixed.preActivationExponent(ofUnit: channel))
      }
    }
    let words =
      fixed.shifts.isEmpty
      ? floats.map { _ in 1 }
      : fixed.shifts.flatMap { [power($0.first - $0.result), power($0.second - $0.result)] }
    float = RowMatrix(rowCount: channels, columnCount: sources, values: floats)
    self.fixed = RowMatrix(rowCount: channels, columnCount: sources, values: words)
    residue = RowMatrix(
      rowCount: channels,
      columnCount: sources,
      values: zip(floats, words).map { $0 - $1 }
    )
    floatBiases = Array(repeating: 0, count: channels)
    fixedBiases = floatBiases
    (clippedCount, misroundedCount) = (0, 0)
  }

  /// Counts values that are off by more than half a unit: clipped at the end of the range they lie beyond,
  /// or not the nearest.
  private struct Misfits {
    private(set) var clipped = 0
    private(set) var misrounded = 0

    mutating func add<Raw: FixedWidthInteger>(
      _ residue: Double,
      raw: Raw,
      unit: Double,
      range: ClosedRange<Raw>
    ) {
      // Folded weights are rounded to Float32 before they are quantized.
      guard abs(residue) > unit / 2 * (1 + 0x1p-7) else { return }
      if (raw == range.upperBound && residue > 0) || (raw == range.lowerBound && residue < 0) {
        clipped += 1
      } else {
        misrounded += 1
      }
    }
  }
}
