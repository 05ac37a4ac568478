import Datasets
import FloatNetwork
import Testing

@testable import Training

@Suite struct InitializationTests {
  private func network(_ line: String, seed: UInt64 = 1) throws -> Network {
    var generator = SeededGenerator(seed: seed)
    return try Network(initializing: NetworkDescription(parsing: line), using: &generator)
  }

  /// Variances: 2 / inputs for ReLU and maxout (He), 2 / (inputs + units) for the others (Glorot).
  private static let variances: [(String, Double)] = [
    ("relu:80", 2.0 / 100), ("maxout:80x3", 2.0 / 100), ("linear:80", 2.0 / 180),
    ("sigmoid:80", 2.0 / 180), ("tanh:80", 2.0 / 180), ("softmax:80", 2.0 / 180),
  ]

  @Test(arguments: variances)
  func weightsHaveTheVarianceOfThePaper(_ layer: String, _ variance: Double) throws {
    let network = try network("100 \(layer)")
    let weights = network.layers[0].weights.map(Double.init)
    let count = Double(weights.count)
    let mean = weights.reduce(0, +) / count
    let found = weights.reduce(0) { $0 + $1 * $1 } / count
    // Standard errors of the mean, √(variance / n), and of the variance of a uniform distribution,
    // variance · √(0.8 / n).
    #expect(abs(mean) < 4 * (variance / count).squareRoot())
    #expect(abs(found - variance) < 4 * variance * (0.8 / count).squareRoot())
    let limit = (3 * variance).squareRoot()
    let largest = weights.map(abs).max() ?? 0
    #expect(largest <= limit * 1.000001 && largest > limit * 0.99)
    #expect(network.layers[0].biases.allSatisfy { $0 == 0 })
  }

  @Test func theOtherWaysTakeTheirLimits() throws {
    let line = "50 relu:30 tanh:20"
    let largest = { (way: WeightInitialization) throws -> [Double] in
      var generator = SeededGenerator(seed: 1)
      return try Network(
        initializing: NetworkDescription(parsing: line),
        by: way,
        using: &generator
      ).layers.map { $0.weights.map { Double($0.magnitude) }.max() ?? 0 }
    }
    for (way, limits): (WeightInitialization, [Double]) in [
      (.glorot, [(6.0 / 80).squareRoot(), (6.0 / 50).squareRoot()]),
      (.he, [(6.0 / 50).squareRoot(), (6.0 / 30).squareRoot()]),
      (.uniform([0.005, 0.01]), [0.005, 0.01]), (.uniform([0.3]), [0.3, 0.3]),
    ] {
      for (found, limit) in zip(try largest(way), limits) {
        #expect(found <= limit * 1.000001 && found > limit * 0.98)
      }
    }
  }

  @Test func theSeedDecides() throws {
    let line = "10 dropout:0.2 maxout:4x2 dropout:0.5 softmax:3"
    #expect(try network(line) == network(line))
    #expect(try network(line) != network(line, seed: 2))
    #expect(try network(line).description == NetworkDescription(parsing: line))
  }

  @Test func impossibleDescriptionsAreRefused() {
    let descriptions = [
      NetworkDescription(inputCount: 3, layers: []),
      NetworkDescription(inputCount: 0, layers: [.init(activation: .relu, unitCount: 2)]),
      NetworkDescription(inputCount: -4, layers: [.init(activation: .relu, unitCount: 2)]),
      NetworkDescription(inputCount: 3, layers: [.init(activation: .relu, unitCount: -2)]),
      NetworkDescription(inputCount: 3, layers: [.init(activation: .relu, unitCount: .max)]),
      NetworkDescription(
        inputCount: 3,
        layers: [.init(activation: .maxout(pieces: -1), unitCount: 2)]
      ),
      NetworkDescription(
        inputCount: 3,
        layers: [.init(activation: .maxout(pieces: .max), unitCount: 4)]
      ),
      NetworkDescription(
        inputCount: 3,
        layers: [.init(activation: .relu, unitCount: 2, inputDropout: 1)]
      ),
    ]
    for description in descriptions {
      var generator = SeededGenerator(seed: 1)
      #expect(throws: NetworkError.self) {
        try Network(initializing: description, using: &generator)
      }
    }
  }
}
