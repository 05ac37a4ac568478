import CMath
import FloatNetwork
import HalfwordRuntime

/// Every number of one run in fixed point, computed as `Docs/numerics.md` has it, so that one can look
/// inside a layer. Its outputs are those of the runtime, which a test holds it to.
public struct FixedPointTrace: Equatable, Sendable {
  /// One layer of a run.
  public struct Layer: Equatable, Sendable {
    /// The layer's sums (`LayerForm.sumCount`), exact and without the half for the rounding: of rows in units of
    /// 2^−(8+f) with their unit's f.
    public let sums: [Int64]
    /// The same in ulps: rounded, not saturated.
    public let roundedSums: [Int64]
    /// Each value's pre-activation in ulps: the largest of its rounded sums.
    public let preActivations: [Int64]
    /// The values whose pre-activation 16 bits cannot hold; not those that ReLU or its cap cuts off in any case.
    public let saturatedValues: [Int]
    /// What the layer gives.
    public let outputs: [Int16]
  }

  /// The words that the run began with.
  public let input: [Int16]
  /// The layers, the input's first.
  public let layers: [Layer]

  /// Runs a network.
  ///
  /// - Precondition: `input` has as many values as the network takes.
  public init(of network: QuantizedNetwork, for input: [Int16]) {
    precondition(input.count == network.inputCount)
    self.input = input
    var layers: [Layer] = []
    layers.reserveCapacity(network.layers.count)
    for layer in network.layers {
      layers.append(
        layer.trace(for: layer.form.sources.map { $0 == 0 ? input : layers[$0 - 1].outputs })
      )
    }
    self.layers = layers
  }

  /// The words of a tensor: of the input, or of what a layer gives.
  public func words(ofTensor tensor: Int) -> [Int16] {
    tensor == 0 ? input : layers[tensor - 1].outputs
  }

  /// What the class is taken from: the outputs, or before a last softmax the logits.
  public func scores(in network: QuantizedNetwork) -> [Int16] {
    guard let last = layers.last else { return [] }
    return network.layers.last?.activation == .softmax
      ? last.preActivations.map { Int16(clamping: $0) } : last.outputs
  }
}

extension QuantizedLayer {
  fileprivate func trace(for inputs: [[Int16]]) -> FixedPointTrace.Layer {
    let sums = exactSums(of: inputs)
    let rounded = rounded(sums)
    let preActivations = form.largest(of: rounded)
    return FixedPointTrace.Layer(
      sums: sums,
      roundedSums: rounded,
      preActivations: preActivations,
      saturatedValues: preActivations.indices.filter { isSaturated(preActivations[$0]) },
      outputs: fixedPointOutputs(preActivations.map { Int16(clamping: $0) })
    )
  }

  /// Whether 16 bits lose something of a pre-activation.
  private func isSaturated(_ z: Int64) -> Bool {
    let kept = activation.isRectified ? max(0, z) : z
    return Int16(exactly: cap.map { min(Int64($0), kept) } ?? kept) == nil
  }

  /// What the runtime makes of the rounded and saturated pre-activations of a layer's values.
  func fixedPointOutputs(_ z: [Int16]) -> [Int16] {
    if let table { return z.map { table($0) } }
    if let cap { return z.map { min(cap, max(0, $0)) } }
    return activation.fixedPointOutputs(z)
  }
}

extension Activation {
  /// The same of an activation that needs no numbers of its layer's.
  func fixedPointOutputs(_ z: [Int16]) -> [Int16] {
    switch self {
    case .linear, .maxout: return z
    case .relu: return z.map { max(0, $0) }
    // The runtime's tables are the correct rounding, and no value is on a half.
    case .sigmoid: return z.map { Int16((logistic(Double($0) * ulp) / ulp).rounded()) }
    case .tanh: return z.map { Int16((CMath.tanh(Double($0) * ulp) / ulp).rounded()) }
    case .softmax:
      var shares = z
      var span = shares.mutableSpan
      HalfwordRuntime.softmax(&span)
      return shares
    case .cappedRelu, .table: preconditionFailure("the layer has its own numbers")
    }
  }
}
