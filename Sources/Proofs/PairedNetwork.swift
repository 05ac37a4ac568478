public import FloatNetwork
import HalfwordRuntime
public import Quantization

/// A float network and the fixed-point network that stands for it, layer by layer, with the exact
/// difference of their weights: what every error proof starts from.
///
/// All values of both are in units of the words, 256 of them being 1: the float network is taken with the
/// powers of two and offsets of the fixed-point one, which is exact.
public struct PairedNetwork: Sendable {
  let layers: [PairedLayer]
  let inputScales: [InputScale]
  let outputExponent: Int

  /// Pairs them.
  ///
  /// - Parameters:
  ///   - network: the float network in its own units; where its dropout is not folded, the factors 1 − p
  ///     belong to its weights.
  ///   - fixed: the fixed-point network, of the same shape.
  /// - Throws: `PairingError` where the shapes differ.
  public init(_ network: Network, with fixed: QuantizedNetwork) throws(PairingError) {
    guard network.layers.count == fixed.layers.count else { throw .differentLayerCounts }
    for (index, (float, fixed)) in zip(network.layers, fixed.layers).enumerated() {
      guard float.inputCount == fixed.inputCount, float.unitCount == fixed.unitCount,
        float.activation == fixed.activation
      else { throw .differentLayer(index + 1) }
    }
    let scaling = fixed.scaling
    let biasesAreWords = fixed.record?.numbers == .fitted
    layers = fixed.layers.indices.map { index in
      let keep = network.isDropoutFolded ? 1 : 1 - network.layers[index].inputDropout
      return PairedLayer(
        float: ScaledLayer(of: network, at: index, scaling, keep: keep),
        fixed: fixed.layers[index],
        biasesAreWords: biasesAreWords,
        offsets: index == 0 ? fixed.inputScales.map { Double($0.offset) } : []
      )
    }
    inputScales = fixed.inputScales
    outputExponent = fixed.outputExponent
  }

  /// How many values an input has.
  public var inputCount: Int { layers[0].inputCount }

  /// How many weights and biases of each layer are not the nearest that its format holds, though the
  /// nearest would not have been clipped: 0 for every export.
  public var misroundedCounts: [Int] { layers.map(\.misroundedCount) }
}

/// One layer of both networks, in units of the words.
struct PairedLayer: Sendable {
  let inputCount: Int
  let unitCount: Int
  let activation: Activation
  /// The float weights W, dropout's factor included.
  let float: RowMatrix
  /// The fixed-point weights V.
  let fixed: RowMatrix
  /// E = W − V.
  let residue: RowMatrix
  let floatBiases: [Double]
  let fixedBiases: [Double]
  /// Whether sums are rounded: not where all weights are whole numbers.
  let sumsAreRounded: Bool
  let misroundedCount: Int
  /// Weights and biases at the end of their range that lie beyond it in float.
  let clippedCount: Int
  /// The most that the weights' format holds on both sides, of any unit.
  let weightLimit: Double
  /// For each row, units of the accumulator, 2^−(8+f), in 1.
  let accumulatorScales: [Double]

  /// Σ|W| + |V| of each row, and Σ|E|.
  let norms: [Double]
  let residueNorms: [Double]
  /// How far each float bias may be from the exact one, which inputs' offsets are added to.
  let biasSlacks: [Double]
  /// For sums along a row.
  let slack: Double

  var rowCount: Int { fixed.rowCount }
  /// B − b of a row.
  func biasResidue(_ row: Int) -> Double { floatBiases[row] - fixedBiases[row] }

  /// - Parameter offsets: of the first layer's inputs, in words; empty for other layers.
  init(
    float layer: ScaledLayer,
    fixed: QuantizedLayer,
    biasesAreWords: Bool,
    offsets: [Double]
  ) {
    inputCount = fixed.inputCount
    unitCount = fixed.unitCount
    activation = fixed.activation
    let (rows, columns) = (fixed.rowCount, fixed.inputCount)
    let units = (0..<rows).map { power(-Int(fixed.fractionBits(ofRow: $0))) }
    let fixedWeights = fixed.weights.indices.map {
      Double(fixed.weights[$0]) * units[$0 / columns]
    }
    let residues = zip(layer.weights, fixedWeights).map { $0 - $1 }
    float = RowMatrix(rowCount: rows, columnCount: columns, values: layer.weights)
    self.fixed = RowMatrix(rowCount: rows, columnCount: columns, values: fixedWeights)
    residue = RowMatrix(rowCount: rows, columnCount: columns, values: residues)
    floatBiases = layer.biases
    fixedBiases = (0..<rows).map { fixed.bias(ofRow: $0) * ulp }
    sumsAreRounded = fixed.fractionBits.contains { $0 > 0 }
    accumulatorScales = units.map { 1 / ($0 * ulp) }
    slack = summationSlack(terms: columns)
    norms = zip(float.absoluteRowSums, self.fixed.absoluteRowSums).map(+)
    residueNorms = residue.absoluteRowSums
    let slack = slack
    biasSlacks =
      offsets.allSatisfy { $0 == 0 }
      ? Array(repeating: 0, count: rows)
      : zip(float.absoluteTimes(offsets.map { abs($0) * ulp }), layer.biases).map {
        slack * ($0 + abs($1))
      }
    weightLimit = 32_768 * (units.max() ?? 1)
    var misfits = Misfits()
    for (index, residue) in residues.enumerated() {
      misfits.add(residue, raw: fixed.weights[index], unit: units[index / columns])
    }
    for row in 0..<rows {
      // A bias that Q8.8 holds may have been rounded to it.
      let isWhole = fixedBiases[row] / ulp == (fixedBiases[row] / ulp).rounded()
      let unit = !biasesAreWords && isWhole ? ulp : units[row] * ulp
      misfits.add(floatBiases[row] - fixedBiases[row], raw: fixed.starts[row], unit: unit)
    }
    clippedCount = misfits.clipped
    misroundedCount = misfits.misrounded
  }

  /// Counts values that are off by more than half a unit: clipped at the end of the range they lie beyond,
  /// or not the nearest.
  private struct Misfits {
    private(set) var clipped = 0
    private(set) var misrounded = 0

    mutating func add<Raw: FixedWidthInteger>(_ residue: Double, raw: Raw, unit: Double) {
      // Folded weights are rounded to Float32 before they are quantized.
      guard abs(residue) > unit / 2 * (1 + 0x1p-7) else { return }
      if (raw == .max && residue > 0) || (raw == .min && residue < 0) {
        clipped += 1
      } else {
        misrounded += 1
      }
    }
  }
}

/// The smallest and the largest value of Q8.8.
let smallestValue = -128.0
let largestValue = 128 - ulp

/// Why two networks cannot be paired. Layers count from 1.
public enum PairingError: Error, Equatable, CustomStringConvertible {
  /// One has more layers than the other.
  case differentLayerCounts
  /// A layer has another size or another activation.
  case differentLayer(Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .differentLayerCounts:
      "the image and the checkpoint have different numbers of layers; they are not of the same "
        + "network"
    case .differentLayer(let layer):
      "layer \(layer) of the image has other sizes or another activation than the checkpoint's; "
        + "they are not of the same network"
    }
  }
}
