public import FloatNetwork
import Foundation
import HalfwordRuntime

extension QuantizedNetwork {
  /// Quantizes a network, each weight and bias to the nearest value, halves up.
  ///
  /// - Parameters:
  ///   - network: the float network, its dropout folded.
  ///   - format: how many fractional bits the weights of each layer get. Biases are always Q8.8.
  ///   - saturate: whether a value that Q8.8 cannot hold becomes the nearest that it can, and is
  ///     counted. Otherwise it is an error.
  /// - Throws: `QuantizationError`.
  public init(
    quantizing network: Network,
    weights format: WeightFormat = .q8_8,
    saturate: Bool = false
  ) throws(QuantizationError) {
    guard network.isDropoutFolded || network.layers.allSatisfy({ $0.inputDropout == 0 }) else {
      throw .dropoutNotFolded
    }
    guard network.inputCount <= NetworkDescription.largestCount,
      network.layers.allSatisfy({
        $0.rowCount <= NetworkDescription.largestCount
          && $0.activation.pieces <= NetworkDescription.largestPieceCount
      })
    else { throw .tooLarge }
    var layers: [QuantizedLayer] = []
    for (index, layer) in network.layers.enumerated() {
      let fractionBits = format.fractionBits(of: layer, at: index)
      var quantizer = LayerQuantizer(layer: index + 1, saturate: saturate)
      let weights = quantizer.rawValues(
        of: layer.weights,
        columns: layer.inputCount,
        fractionBits: fractionBits
      )
      let biases = quantizer.rawValues(
        of: layer.biases,
        columns: nil,
        fractionBits: Q8_8.fractionBits
      )
      if let misfit = quantizer.firstMisfit {
        throw .doesNotFit(misfit, others: quantizer.misfitCount - 1)
      }
      layers.append(
        QuantizedLayer(
          inputCount: layer.inputCount,
          unitCount: layer.unitCount,
          activation: layer.activation,
          weightFractionBits: fractionBits,
          weights: weights,
          biases: biases,
          foldedDropout: layer.inputDropout,
          saturatedCount: quantizer.saturatedCount
        )
      )
    }
    self.init(layers: layers)
  }
}

/// floor(value · 2^fractionBits + 0.5), exact but for the rounding of huge values.
func scaledAndRounded(_ value: Float, fractionBits: UInt8) -> Double {
  (Double(value) * Double(1 << Int(fractionBits)) + 0.5).rounded(.down)
}

/// Quantizes the values of one layer and keeps account of those that do not fit.
private struct LayerQuantizer {
  let layer: Int
  let saturate: Bool
  private(set) var saturatedCount = 0
  private(set) var misfitCount = 0
  private(set) var firstMisfit: QuantizationError.Misfit?

  init(layer: Int, saturate: Bool) {
    self.layer = layer
    self.saturate = saturate
  }

  /// floor(value · 2^fractionBits + 0.5), for weights with `columns` a row, or for biases.
  mutating func rawValues(of values: [Float], columns: Int?, fractionBits: UInt8) -> [Int16] {
    values.enumerated().map { index, value in
      let scaled = scaledAndRounded(value, fractionBits: fractionBits)
      if let raw = Int16(exactly: scaled) { return raw }
      if saturate && !value.isNaN {
        saturatedCount += 1
      } else {
        misfitCount += 1
        firstMisfit =
          firstMisfit
          ?? .init(
            layer: layer,
            row: columns.map { index / $0 } ?? index,
            column: columns.map { index % $0 },
            value: value,
            fractionBits: fractionBits
          )
      }
      return scaled > 0 ? .max : .min
    }
  }
}

/// Why a network cannot be quantized. Layers count from 1; rows and columns from 0.
public enum QuantizationError: Error, Equatable, CustomStringConvertible {
  /// A weight or bias outside Q8.8, or not a number.
  public struct Misfit: Equatable, Sendable {
    /// The layer, from 1.
    public let layer: Int
    /// The row of weights: unit · pieces + piece.
    public let row: Int
    /// The column, which is the input; nil for a bias.
    public let column: Int?
    /// The value.
    public let value: Float
    /// The fractional bits it should get.
    public let fractionBits: UInt8

    /// What 16 bits with so many fractional bits hold.
    fileprivate var formatText: String {
      guard fractionBits != Q8_8.fractionBits else { return "Q8.8, which holds -128 to 127.996" }
      let limit = Double(sign: .plus, exponent: 15 - Int(fractionBits), significand: 1)
      return
        "16 bits with \(fractionBits) fractional ones, which hold -\(limit) to just below \(limit)"
    }
  }

  /// The first value that does not fit, and how many more there are in its layer.
  case doesNotFit(Misfit, others: Int)
  /// The network still has dropout that is not in its weights.
  case dropoutNotFolded
  /// More inputs, rows or pieces than the image can count.
  case tooLarge

  /// One line for a person.
  public var description: String {
    switch self {
    case .doesNotFit(let misfit, let others):
      let place =
        misfit.column.map { "weight [\(misfit.row), \($0)]" } ?? "bias [\(misfit.row)]"
      let more = others == 0 ? "" : " (and \(others) more in this layer)"
      return misfit.value.isNaN
        ? "layer \(misfit.layer), \(place) is not a number\(more); the checkpoint is damaged"
        : "layer \(misfit.layer), \(place) is \(misfit.value), outside \(misfit.formatText)\(more); "
          + (misfit.column == nil
            ? "retrain with smaller biases, pass --calibrate, which scales hidden layers that are "
              + "linear, ReLU or maxout, or --saturate to clip and count"
            : "retrain with smaller weights, pass --weights auto, or --saturate to clip and count")
    case .dropoutNotFolded:
      return "the network's dropout must be folded into its weights before it is quantized"
    case .tooLarge:
      return "the image counts inputs and rows up to \(NetworkDescription.largestCount) and pieces "
        + "up to \(NetworkDescription.largestPieceCount); the network has more"
    }
  }
}
