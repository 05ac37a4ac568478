import Foundation

extension Network {
  /// The outputs at test time, computed in Float64: the reference that fixed point is held to.
  ///
  /// Where dropout is not folded, each layer's inputs are scaled by 1 − p (Srivastava et al.,
  /// *Dropout*, JMLR 2014, section 3.2: at test time, weights times the probability of retention).
  ///
  /// - Parameter input: `inputCount` values.
  /// - Returns: `outputCount` values.
  public func referenceOutput(for input: [Double]) -> [Double] {
    referenceActivations(for: input).last ?? []
  }

  /// What each layer gives in Float64, the first layer's first.
  ///
  /// - Precondition: `input` has `inputCount` values.
  public func referenceActivations(for input: [Double]) -> [[Double]] {
    referenceTrace(for: input).map(\.activations)
  }

  /// What each row of each layer sums to in Float64, before the activation.
  ///
  /// - Precondition: `input` has `inputCount` values.
  public func referencePreActivations(for input: [Double]) -> [[Double]] {
    referenceTrace(for: input).map(\.preActivations)
  }

  /// Both of each layer, the first layer's first.
  ///
  /// - Precondition: `input` has `inputCount` values.
  public func referenceTrace(
    for input: [Double]
  ) -> [(preActivations: [Double], activations: [Double])] {
    precondition(input.count == inputCount, "\(input.count) values for \(inputCount) inputs")
    var trace: [(preActivations: [Double], activations: [Double])] = []
    var current = input
    for layer in layers {
      let keep = isDropoutFolded ? 1 : 1 - layer.inputDropout
      if keep != 1 { current = current.map { $0 * keep } }
      let z = layer.preActivations(for: current)
      current = layer.activation.reference(z)
      trace.append((z, current))
    }
    return trace
  }
}

extension Network {
  /// What the class is taken from: the outputs, or before a last softmax the logits.
  public func scores(
    of trace: [(preActivations: [Double], activations: [Double])]
  ) -> [Double] {
    guard let last = trace.last else { return [] }
    return layers.last?.activation == .softmax ? last.preActivations : last.activations
  }
}

/// The index of the largest value, the lowest on ties.
public func indexOfLargest(_ values: [Double]) -> Int {
  values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
}

extension DenseLayer {
  /// The layer in Float64, without any dropout factor.
  ///
  /// - Precondition: `input` has `inputCount` values.
  public func referenceOutput(for input: [Double]) -> [Double] {
    precondition(input.count == inputCount, "\(input.count) values for \(inputCount) inputs")
    return activation.reference(preActivations(for: input))
  }

  /// W·x + b, one value a row.
  fileprivate func preActivations(for input: [Double]) -> [Double] {
    (0..<rowCount).map { row in
      var sum = Double(biases[row])
      let start = row * inputCount
      for column in 0..<inputCount {
        sum += Double(weights[start + column]) * input[column]
      }
      return sum
    }
  }
}

extension Activation {
  /// Applies the activation to the rows of one layer in Float64.
  ///
  /// - Parameter z: one pre-activation a row; for maxout the pieces of a unit stand together.
  /// - Returns: one value a unit.
  public func reference(_ z: [Double]) -> [Double] {
    switch self {
    case .linear: z
    case .relu: z.map { max(0, $0) }
    case .maxout(let pieces):
      stride(from: 0, to: z.count, by: pieces).map { start in
        z[start..<start + pieces].max() ?? 0
      }
    case .sigmoid: z.map { 1 / (1 + exp(-$0)) }
    case .tanh: z.map { Foundation.tanh($0) }
    case .softmax: softmaxReference(z)
    }
  }
}

/// exp(zᵢ − max z) / Σ exp(zⱼ − max z): the shift keeps every exponential at most 1.
private func softmaxReference(_ z: [Double]) -> [Double] {
  let largest = z.max() ?? 0
  let exponentials = z.map { exp($0 - largest) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}
