import Datasets
import FloatNetwork
import Testing

@testable import Training

@Suite struct MaxoutTests {
  /// max(0, z) is maxout of a piece that is always 0 and a piece z.
  @Test(arguments: [(6, 5, 20), (100, 37, 33)])
  func aZeroPieceMakesItReLU(_ inputs: Int, _ units: Int, _ samples: Int) throws {
    let relu = try randomNetwork("\(inputs) relu:\(units) softmax:3", seed: 1)
    let hidden = relu.layers[0]
    let zeroRow = [Float](repeating: 0, count: inputs)
    let maxout = try Network(layers: [
      NetworkLayer(
        inputCount: inputs,
        unitCount: units,
        activation: .maxout(pieces: 2),
        weights: (0..<units).flatMap { zeroRow + hidden.weights[$0 * inputs..<($0 + 1) * inputs] },
        biases: hidden.biases.flatMap { [0, $0] }
      ),
      relu.layers[1],
    ])
    let dataset = randomDataset(count: samples, inputCount: inputs, classCount: 3, seed: 2)
    let states = [relu, maxout].map { network in
      let workspace = Workspace(network, isForTraining: true)
      workspace.load(dataset)
      workspace.forward(in: .training, samples: 0..<samples)
      workspace.computeAllGradients(.crossEntropy)
      return workspace
    }
    let (first, second) = (states[0].layers[0], states[1].layers[0])
    #expect(areEqual(states[0].outputs.values, states[1].outputs.values))
    #expect(areEqual(first.outputs.values, second.outputs.values))
    #expect(first.outputs.values.contains(0) && first.outputs.values.contains { $0 > 0 })
    for unit in 0..<units {
      let row = Array(first.weightGradients.values[first.weightGradients.row(unit)])
      let piece = Array(second.weightGradients.values[second.weightGradients.row(2 * unit + 1)])
      #expect(areEqual(row, piece))
    }
    #expect(
      areEqual(first.biasGradients.array, (0..<units).map { second.biasGradients[2 * $0 + 1] })
    )
    #expect(
      areEqual(
        states[0].layers[1].weightGradients.values,
        states[1].layers[1].weightGradients.values
      )
    )
  }

  /// Equal but for the order of summation: BLAS adds up matrices of different sizes in different orders on
  /// some processors.
  private func areEqual(_ first: [Float], _ second: [Float]) -> Bool {
    let largest = first.reduce(0) { max($0, abs($1)) }
    return first.count == second.count
      && zip(first, second).allSatisfy { abs($0 - $1) <= 4e-6 * max(abs($0), largest / 16) }
  }

  @Test func theLowestOfEqualPiecesTakesTheGradient() {
    let z = FloatBuffer([1, 3, 3, 2, 2, 2])
    let y = FloatBuffer(count: 2)
    let maxout = MaxoutActivation(pieces: 3)
    maxout.apply(to: z.floats, into: y.floats)
    #expect(y.floats.array == [3, 2])
    let given = FloatBuffer([5, 7])
    let gradients = FloatBuffer([9, 9, 9, 9, 9, 9])
    maxout.propagateBack(given.floats, z: z.floats, y: y.floats, into: gradients.floats)
    #expect(gradients.floats.array == [0, 5, 0, 7, 0, 0])
  }
}
