import Datasets
import FloatNetwork
import Testing

@testable import Training

@Suite struct MaxoutTests {
  /// max(0, z) is maxout of a piece that is always 0 and a piece z.
  @Test func aZeroPieceMakesItReLU() throws {
    let relu = try randomNetwork("6 relu:5 softmax:3", seed: 1)
    let hidden = relu.layers[0]
    let zeroRow = [Float](repeating: 0, count: 6)
    let maxout = try Network(layers: [
      DenseLayer(
        inputCount: 6,
        unitCount: 5,
        activation: .maxout(pieces: 2),
        weights: (0..<5).flatMap { zeroRow + hidden.weights[$0 * 6..<($0 + 1) * 6] },
        biases: hidden.biases.flatMap { [0, $0] }
      ),
      relu.layers[1],
    ])
    let dataset = randomDataset(count: 20, inputCount: 6, classCount: 3, seed: 2)
    let states = [relu, maxout].map { network in
      var workspace = Workspace(network, isForTraining: true)
      workspace.reserve(rows: 20)
      workspace.load(ArraySlice(0..<20), of: dataset)
      workspace.forward(in: .training)
      workspace.backward(.crossEntropy)
      return workspace
    }
    let (first, second) = (states[0].layers[0], states[1].layers[0])
    #expect(close(states[0].outputs.values, states[1].outputs.values))
    #expect(close(first.outputs.values, second.outputs.values))
    #expect(first.outputs.values.contains(0) && first.outputs.values.contains { $0 > 0 })
    for unit in 0..<5 {
      let row = Array(first.weightGradients.values[first.weightGradients.row(unit)])
      let piece = Array(second.weightGradients.values[second.weightGradients.row(2 * unit + 1)])
      #expect(close(row, piece))
    }
    #expect(close(first.biasGradients, (0..<5).map { second.biasGradients[2 * $0 + 1] }))
    #expect(
      close(states[0].layers[1].weightGradients.values, states[1].layers[1].weightGradients.values)
    )
  }

  @Test func theLowestOfEqualPiecesTakesTheGradient() {
    let z = Matrix(columnCount: 6, values: [1, 3, 3, 2, 2, 2])
    var y = Matrix(rowCount: 1, columnCount: 2)
    let activation = Activation.maxout(pieces: 3)
    activation.apply(to: z, into: &y)
    #expect(y.values == [3, 2])
    var gradients = Matrix(columnCount: 6, values: [9, 9, 9, 9, 9, 9])
    activation.propagateBack(
      Matrix(columnCount: 2, values: [5, 7]),
      z: z,
      y: y,
      into: &gradients
    )
    #expect(gradients.values == [0, 5, 0, 7, 0, 0])
  }

  private func close(_ a: [Float], _ b: [Float]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 }
  }
}
