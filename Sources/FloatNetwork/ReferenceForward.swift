import CMath

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

  /// What each sum of each layer is in Float64, before the activation.
  ///
  /// - Precondition: `input` has `inputCount` values.
  public func referencePreActivations(for input: [Double]) -> [[Double]] {
    referenceTrace(for: input).map(\.preActivations)
  }

  /// Both of each layer, the first layer's first: its sums (`LayerForm.sumCount`), and its values.
  ///
  /// - Precondition: `input` has `inputCount` values.
  public func referenceTrace(
    for input: [Double]
  ) -> [(preActivations: [Double], activations: [Double])] {
    precondition(input.count == inputCount, "\(input.count) values for \(inputCount) inputs")
    var trace: [(preActivations: [Double], activations: [Double])] = []
    trace.reserveCapacity(layers.count)
    for layer in layers {
      let keep = isDropoutFolded ? 1 : 1 - layer.inputDropout
      let read = layer.sources.map { source in
        let tensor = source == 0 ? input : trace[source - 1].activations
        return keep == 1 ? tensor : tensor.map { $0 * keep }
      }
      let sums = layer.referenceSums(for: read)
      trace.append((sums, layer.referenceValues(ofSums: sums)))
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

extension NetworkLayer {
  /// The layer in Float64, without any dropout factor.
  ///
  /// - Precondition: `input` has `inputCount` values, and the layer reads one tensor.
  public func referenceOutput(for input: [Double]) -> [Double] {
    precondition(input.count == inputCount, "\(input.count) values for \(inputCount) inputs")
    return referenceValues(ofSums: referenceSums(for: [input]))
  }

  /// The layer's values, of its sums.
  func referenceValues(ofSums sums: [Double]) -> [Double] {
    if case .maxPooling = form.kind { return form.largest(of: sums) }
    return activation.reference(sums)
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
    case .cappedRelu(let cap): z.map { min(cap, max(0, $0)) }
    case .maxout(let pieces):
      stride(from: 0, to: z.count, by: pieces).map { start in
        z[start..<start + pieces].max() ?? 0
      }
    case .sigmoid: z.map { 1 / (1 + exp(-$0)) }
    case .tanh: z.map { CMath.tanh($0) }
    case .table(let function): z.map { function($0) }
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
