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
  let costs: ReverseCosts

  /// Pairs them.
  ///
  /// - Parameters:
  ///   - network: the float network in its own units; where its dropout is not folded, the factors 1 − p
  ///     belong to its weights.
  ///   - fixed: the fixed-point network, of the same layers.
  /// - Throws: `PairingError` where they are not.
  public init(_ network: Network, with fixed: QuantizedNetwork) throws(PairingError) {
    var enclosures = FunctionEnclosures()
    try self.init(network, with: fixed, &enclosures)
  }

  /// Pairs them, with functions whose enclosures are known already.
  package init(
    _ network: Network,
    with fixed: QuantizedNetwork,
    _ enclosures: inout FunctionEnclosures
  ) throws(PairingError) {
    try Self.checkLayers(of: network, fixed)
    let scaling = fixed.scaling
    let biasesAreWords = fixed.record?.numbers == .fitted
    let rounding = fixed.record?.rounding ?? ExportRecord().rounding
    inputScales = fixed.inputScales
    outputExponent = fixed.outputExponent
    let offsets = inputScales.map { Double($0.offset) }
    var layers: [PairedLayer] = []
    for (index, layer) in fixed.layers.enumerated() {
      let keep = network.isDropoutFolded ? 1 : 1 - network.layers[index].inputDropout
      let float = ScaledLayer(of: network, at: index, scaling, keep: keep)
      layers.append(
        PairedLayer(
          layer,
          PairedCoefficients(
            float,
            layer,
            keep: keep,
            biasesAreWords: biasesAreWords,
            rounding: rounding
          ),
          PairedActivation(network.layers[index].activation, layer, &enclosures),
          offsets: layer.form.sources[0] == 0 ? offsets : []
        )
      )
    }
    let readers = TensorReaders(layers)
    self.layers = layers.map { $0.with(readers) }
    costs = ReverseCosts(layers)
  }

  private static func checkLayers(
    of network: Network,
    _ fixed: QuantizedNetwork
  ) throws(PairingError) {
    guard network.layers.count == fixed.layers.count else { throw .differentLayerCounts }
    guard network.inputShape == fixed.inputShape else { throw .differentLayer(1) }
    for (index, (float, fixed)) in zip(network.layers, fixed.layers).enumerated()
    where !float.form.isThat(of: fixed.form) {
      throw .differentLayer(index + 1)
    }
    guard fixed.channelScales.contains(where: { $0.offset != 0 }) else { return }
    for (index, layer) in fixed.layers.enumerated()
    where layer.form.sources.contains(0) && !layer.form.readsOffsets {
      throw .offsetOfPadding(index + 1)
    }
  }

  /// How many values an input has.
  public var inputCount: Int { inputScales.count }

  /// How many weights and biases of each layer are not the nearest that its format holds, though the
  /// nearest would not have been clipped: 0 for every export.
  public var misroundedCounts: [Int] { layers.map(\.coefficients.misroundedCount) }
}

extension LayerForm {
  /// Whether two layers do the same. An image knows of a function its table alone, and a cap as it was rounded.
  fileprivate func isThat(of other: LayerForm) -> Bool {
    kind == other.kind && sources == other.sources && input == other.input
      && output == other.output && activation.name == other.activation.name
      && activation.pieces == other.activation.pieces
  }

  /// Whether its biases can hold what the inputs' offsets add to its sums: the same at each place.
  fileprivate var readsOffsets: Bool {
    kind.hasWeights
      && (0..<output.placeCount).allSatisfy {
        (kind.isDepthwise ? places(at: $0).count : runs(at: $0).reduce(0) { $0 + $1.count })
          == columnCount
      }
  }
}

/// How many sums read a value of each tensor, over all layers that read it.
struct TensorReaders {
  /// By tensor, the most sums that one of its values is in.
  private(set) var sumCounts: [Int]
  /// By tensor, how often it is read.
  private(set) var counts: [Int]

  init(_ layers: [PairedLayer]) {
    sumCounts = Array(repeating: 0, count: layers.count + 1)
    counts = sumCounts
    for layer in layers {
      for source in layer.form.sources {
        sumCounts[source] += layer.maps.float.mostReaders
        counts[source] += 1
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
  /// A layer has another size or another activation, or reads something else.
  case differentLayer(Int)
  /// A layer reads an input with an offset, and places outside the input, which count as 0, or has no biases.
  case offsetOfPadding(Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .differentLayerCounts:
      "the image and the checkpoint have different numbers of layers; they are not of the same "
        + "network"
    case .differentLayer(let layer):
      "layer \(layer) of the image has other sizes or another activation than the checkpoint's; "
        + "they are not of the same network"
    case .offsetOfPadding(let layer):
      "the image's input has an offset, which the biases of layer \(layer) cannot hold at every place"
    }
  }
}
