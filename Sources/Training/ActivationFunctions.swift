import FloatNetwork
import Foundation

extension Activation {
  /// y from z, for each row of a mini-batch.
  ///
  /// - Parameters:
  ///   - z: samples × rows of the layer.
  ///   - y: samples × units.
  func apply(to z: Matrix, into y: inout Matrix) {
    precondition(z.rowCount == y.rowCount && z.columnCount == y.columnCount * pieces)
    let count = z.count
    switch self {
    case .linear:
      Elementwise.copy(z.values, from: 0, count: count, into: &y.values, at: 0)
    case .relu:
      // In this order a NaN stays a NaN, and is found.
      Elementwise.map(z.values, into: &y.values, count: count) { $0 < 0 ? 0 : $0 }
    case .maxout(let pieces):
      takeLargest(of: pieces, in: z.values.span, into: &y)
    case .sigmoid:
      Elementwise.map(z.values, into: &y.values, count: count) { 1 / (1 + exp(-$0)) }
    case .tanh:
      Elementwise.map(z.values, into: &y.values, count: count) { Foundation.tanh($0) }
    case .softmax:
      for sample in 0..<z.rowCount {
        applySoftmax(to: z.values.span, in: z.row(sample), into: &y)
      }
    }
  }

  /// dC/dz from dC/dy, for each row of a mini-batch.
  ///
  /// At a kink the derivative is that of the left piece for ReLU (0 at 0), and that of the piece
  /// with the lowest index for maxout.
  ///
  /// - Parameters:
  ///   - outputGradients: dC/dy, samples × units.
  ///   - z: samples × rows of the layer.
  ///   - y: samples × units, as `apply(to:into:)` gave it.
  ///   - gradients: dC/dz, samples × rows.
  func propagateBack(
    _ outputGradients: Matrix,
    z: Matrix,
    y: Matrix,
    into gradients: inout Matrix
  ) {
    precondition(outputGradients.count == y.count && gradients.count == z.count)
    let count = z.count
    let given = outputGradients.values
    switch self {
    case .linear:
      Elementwise.copy(given, from: 0, count: count, into: &gradients.values, at: 0)
    case .relu:
      Elementwise.map(given, z.values, into: &gradients.values, count: count) { $1 > 0 ? $0 : 0 }
    case .maxout(let pieces):
      routeToLargest(of: pieces, in: z.values.span, outputGradients, into: &gradients)
    case .sigmoid:
      Elementwise.map(given, y.values, into: &gradients.values, count: count) { $0 * $1 * (1 - $1) }
    case .tanh:
      Elementwise.map(given, y.values, into: &gradients.values, count: count) { $0 * (1 - $1 * $1) }
    case .softmax:
      for sample in 0..<z.rowCount {
        multiplyBySoftmaxJacobian(outputGradients, y: y, in: y.row(sample), into: &gradients)
      }
    }
  }
}

/// The index of the largest piece of a unit, the lowest on ties; or of a NaN, so that it is found.
private func largestPiece(of pieces: Int, at start: Int, in z: Span<Float>) -> Int {
  var largest = start
  for index in start + 1..<start + pieces where z[index] > z[largest] || z[index].isNaN {
    largest = index
  }
  return largest
}

private func takeLargest(of pieces: Int, in z: Span<Float>, into y: inout Matrix) {
  let count = y.count
  var y = y.values.mutableSpan
  for unit in 0..<count {
    y[unit] = z[largestPiece(of: pieces, at: unit * pieces, in: z)]
  }
}

private func routeToLargest(
  of pieces: Int,
  in z: Span<Float>,
  _ outputGradients: Matrix,
  into gradients: inout Matrix
) {
  let given = outputGradients.values.span
  var result = gradients.values.mutableSpan
  for unit in 0..<outputGradients.count {
    let start = unit * pieces
    for index in start..<start + pieces {
      result[index] = 0
    }
    result[largestPiece(of: pieces, at: start, in: z)] = given[unit]
  }
}

/// exp(zᵢ − max z) / Σ exp(zⱼ − max z).
private func applySoftmax(to z: Span<Float>, in row: Range<Int>, into y: inout Matrix) {
  var y = y.values.mutableSpan
  var largest = z[row.lowerBound]
  for index in row where z[index] > largest {
    largest = z[index]
  }
  var sum: Float = 0
  for index in row {
    y[index] = exp(z[index] - largest)
    sum += y[index]
  }
  for index in row {
    y[index] /= sum
  }
}

/// dC/dzᵢ = yᵢ · (dC/dyᵢ − Σ dC/dyⱼ · yⱼ), from ∂yⱼ/∂zᵢ = yⱼ · (δᵢⱼ − yᵢ).
private func multiplyBySoftmaxJacobian(
  _ outputGradients: Matrix,
  y: Matrix,
  in row: Range<Int>,
  into gradients: inout Matrix
) {
  let given = outputGradients.values.span
  let y = y.values.span
  var result = gradients.values.mutableSpan
  var mean: Float = 0
  for index in row {
    mean += given[index] * y[index]
  }
  for index in row {
    result[index] = y[index] * (given[index] - mean)
  }
}
