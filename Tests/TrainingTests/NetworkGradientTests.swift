import Datasets
import FloatNetwork
import Testing

@testable import Training

@Suite struct NetworkGradientTests {
  /// Central differences of the cost that `evaluate` gives, through every kind of layer; dropout's
  /// rate is 0, as nothing is dropped here.
  @Test(arguments: [
    ("4 sigmoid:3 maxout:3x2 tanh:4 softmax:3", Cost.crossEntropy),
    ("4 relu:5 linear:3", .squaredError),
  ])
  func areTheSlopesOfTheCost(_ line: String, cost: Cost) throws {
    let network = try randomNetwork(line, seed: 4)
    let data = randomDataset(count: 7, inputCount: 4, classCount: 3, seed: 5)
    let gradients = try network.gradients(of: cost, on: data)
    #expect(gradients.count == network.layers.count)
    let step: Float = 1.0 / 256
    for (index, layer) in network.layers.enumerated() {
      #expect(gradients[index].weights.count == layer.weights.count)
      for parameter in 0..<layer.weights.count + layer.biases.count {
        let costs = try [step, -step].map { change in
          var weights = layer.weights
          var biases = layer.biases
          if parameter < weights.count {
            weights[parameter] += change
          } else {
            biases[parameter - weights.count] += change
          }
          var moved = network
          moved.setParameters(ofLayerAt: index, weights: weights, biases: biases)
          return try moved.evaluate(on: data, cost: cost).meanCost
        }
        let all = gradients[index].weights + gradients[index].biases
        let slope = (costs[0] - costs[1]) / Double(2 * step)
        #expect(abs(Double(all[parameter]) - slope) < 2e-3, "layer \(index + 1), \(parameter)")
      }
    }
  }

  @Test func targetsMayBeAnyValues() throws {
    let network = try randomNetwork("2 linear:2", seed: 6)
    let data = Dataset(
      inputCount: 2,
      outputCount: 2,
      inputs: [1, 2, 3, 4],
      targets: [0.5, -7, 2, 0.25]
    )
    let outputs = try network.outputs(for: data.inputs)
    let expected =
      zip(outputs, data.targets ?? []).reduce(0.0) { sum, pair in
        sum + Double(pair.0 - pair.1) * Double(pair.0 - pair.1)
      } / 2
    let cost = try network.evaluate(on: data, cost: .squaredError).meanCost
    #expect(abs(cost - expected) < 1e-4)
  }
}
