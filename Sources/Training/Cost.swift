import Foundation

/// What training makes small.
///
/// The cost of a mini-batch is the mean over its samples. y are the outputs and t the targets of a
/// sample: 1 for the class that the label names, 0 for the others.
public enum Cost: String, CaseIterable, Sendable {
  /// −Σ tᵢ · ln yᵢ: the negative log-likelihood of the right class. Wants a softmax layer at the
  /// end (Bishop, *Pattern Recognition and Machine Learning*, 2006, section 4.3.4).
  case crossEntropy = "cross-entropy"
  /// Σ (yᵢ − tᵢ)²: the squared Euclidean distance. Goes with any activation at the end.
  case squaredError = "squared-error"

  /// The sum of the costs over the samples of a mini-batch.
  ///
  /// Cross-entropy is taken from z, ln yᵢ = zᵢ − max z − ln Σ exp(zⱼ − max z), so that it stays
  /// finite where a y has gone down to 0 in float32.
  ///
  /// - Parameters:
  ///   - preActivations: the z of the last layer, samples × rows.
  ///   - outputs: its y, samples × units.
  ///   - targets: samples × units; for cross-entropy the targets of a sample add up to 1.
  func total(preActivations: Matrix, outputs: Matrix, targets: Matrix) -> Double {
    var total = 0.0
    for sample in 0..<outputs.rowCount {
      let row = targets.row(sample)
      switch self {
      case .crossEntropy:
        let logSum = logarithmOfExponentialSum(preActivations.values[row])
        for index in row where targets.values[index] != 0 {
          total += Double(targets.values[index]) * (logSum - Double(preActivations.values[index]))
        }
      case .squaredError:
        for index in row {
          let difference = Double(outputs.values[index]) - Double(targets.values[index])
          total += difference * difference
        }
      }
    }
    return total
  }
}

/// ln Σ exp(zᵢ), shifted by the largest so that nothing overflows.
private func logarithmOfExponentialSum(_ z: ArraySlice<Float>) -> Double {
  let largest = Double(z.max() ?? 0)
  return largest + log(z.reduce(0.0) { $0 + exp(Double($1) - largest) })
}
