public import FloatNetwork
import HalfwordRuntime

/// A float network and the fixed-point network that stands for it, layer by layer, with the exact
/// difference of their weights: what every error proof starts from.
public struct PairedNetwork: Sendable {
  let layers: [PairedLayer]

  /// Pairs them.
  ///
  /// - Parameters:
  ///   - network: the float network; where its dropout is not folded, the factors 1 − p belong to
  ///     its weights.
  ///   - fixed: the fixed-point network, of the same shape.
  /// - Throws: `PairingError` where the shapes differ.
  public init(_ network: Network, with fixed: QuantizedNetwork) throws(PairingError) {
    guard network.layers.count == fixed.layers.count else { throw .differentLayerCounts }
    var layers: [PairedLayer] = []
    for (index, (float, fixed)) in zip(network.layers, fixed.layers).enumerated() {
      guard float.inputCount == fixed.inputCount, float.unitCount == fixed.unitCount,
        float.activation == fixed.activation
      else { throw .differentLayer(index + 1) }
      layers.append(
        PairedLayer(
          float: float,
          fixed: fixed,
          keep: network.isDropoutFolded ? 1 : 1 - float.inputDropout
        )
      )
    }
    self.layers = layers
  }

  /// How many values an input has.
  public var inputCount: Int { layers[0].inputCount }

  /// How many weights and biases of each layer are not the nearest that its format holds, though the
  /// nearest would not have been clipped: 0 for every export.
  public var misroundedCounts: [Int] { layers.map(\.misroundedCount) }
}

/// One layer of both networks, in real units.
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
  /// Whether sums are rounded: not where the weights are whole numbers.
  let sumsAreRounded: Bool
  let misroundedCount: Int
  /// Weights and biases at the end of their range that lie beyond it in float.
  let clippedCount: Int
  /// What the weights' format holds on both sides.
  let weightLimit: Double
  /// Units of the accumulator, 2^−(8+f), in 1.
  let accumulatorScale: Double

  /// Σ|W| + |V| of each row, and Σ|E|.
  let norms: [Double]
  let residueNorms: [Double]
  /// For sums along a row.
  let slack: Double

  var rowCount: Int { fixed.rowCount }
  /// B − b of a row.
  func biasResidue(_ row: Int) -> Double { floatBiases[row] - fixedBiases[row] }

  init(float layer: DenseLayer, fixed: QuantizedLayer, keep: Double) {
    inputCount = layer.inputCount
    unitCount = layer.unitCount
    activation = layer.activation
    let fraction = Int(fixed.weightFractionBits)
    let unit = Double(sign: .plus, exponent: -fraction, significand: 1)
    let (rows, columns) = (layer.rowCount, layer.inputCount)
    let floatWeights = layer.weights.map { Double($0) * keep }
    let fixedWeights = fixed.weights.map { Double($0) * unit }
    let residues = zip(floatWeights, fixedWeights).map { $0 - $1 }
    float = RowMatrix(rowCount: rows, columnCount: columns, values: floatWeights)
    self.fixed = RowMatrix(rowCount: rows, columnCount: columns, values: fixedWeights)
    residue = RowMatrix(rowCount: rows, columnCount: columns, values: residues)
    floatBiases = layer.biases.map(Double.init)
    fixedBiases = fixed.biases.map { Double($0) * ulp }
    sumsAreRounded = fraction > 0
    accumulatorScale = 1 / (unit * ulp)
    slack = summationSlack(terms: columns)
    norms = zip(float.absoluteRowSums, self.fixed.absoluteRowSums).map(+)
    residueNorms = residue.absoluteRowSums
    weightLimit = unit * 32_768
    let (clippedWeights, misroundedWeights) = Self.misfits(residues, fixed.weights, unit: unit)
    let (clippedBiases, misroundedBiases) = Self.misfits(
      zip(floatBiases, fixedBiases).map { $0 - $1 },
      fixed.biases,
      unit: ulp
    )
    clippedCount = clippedWeights + clippedBiases
    misroundedCount = misroundedWeights + misroundedBiases
  }

  /// Values that are off by more than half a unit: clipped at the end of the range they lie beyond, or
  /// not the nearest.
  private static func misfits(
    _ residues: [Double],
    _ raw: [Int16],
    unit: Double
  ) -> (clipped: Int, misrounded: Int) {
    // Folded weights are rounded to Float32 before they are quantized.
    let half = unit / 2 * (1 + 0x1p-7)
    var (clipped, misrounded) = (0, 0)
    for (residue, raw) in zip(residues, raw) where abs(residue) > half {
      if (raw == .max && residue > 0) || (raw == .min && residue < 0) {
        clipped += 1
      } else {
        misrounded += 1
      }
    }
    return (clipped, misrounded)
  }
}

/// The value of one ulp of Q8.8.
let ulp = 0x1p-8
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
