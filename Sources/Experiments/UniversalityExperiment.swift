import CMath
import Datasets
import FloatNetwork
import Training

/// One hidden layer that approximates a continuous function.
struct UniversalityExperiment: Experiment {
  static let name = "universality"
  static let claim =
    "Any continuous function can be realized by a network with one hidden layer, given enough hidden "
    + "neurons (Cybenko 1989; Hornik 1991)."

  var unitCounts = [1, 2, 4, 8, 16, 32, 64]
  var activations: [Activation] = [.sigmoid, .relu]
  /// Steps of gradient descent on all points at once, and with which rates they are taken.
  var phases = [(rate: 0.02, steps: 5000), (rate: 0.002, steps: 15_000)]
  var seeds: [UInt64] = [1, 2, 3, 4, 5]

  /// Points that are learned from; as many others, between them, are judged by.
  private let pointCount = 200

  init() {}

  /// The function, from -1...1 into -1...1.
  static func function(_ x: Double) -> Double {
    0.7 * sin(2 * .pi * x) + 0.3 * cos(5 * .pi * x)
  }

  func run(
    on data: ExperimentData,
    progress: (Double, String) -> Void
  ) throws -> ExperimentReport {
    var table = ResultTable(
      "f(x) = 0.7 sin(2 pi x) + 0.3 cos(5 pi x) on -1...1: root mean square error between the points",
      heading: ["Hidden units"] + activations.flatMap { ["\($0.name), median", "best"] }
    )
    var records = ResultTable(
      Self.name,
      heading: ["activation", "units", "seed", "rms_error", "largest_error"]
    )
    var medians = activations.map { _ in [Double]() }
    let total = Double(unitCounts.count * activations.count)
    for (index, units) in unitCounts.enumerated() {
      var row: [ResultTable.Cell] = [.integer(units)]
      for (position, activation) in activations.enumerated() {
        progress(
          Double(index * activations.count + position) / total,
          "\(activation.name), \(units) units"
        )
        let errors = try seeds.map { try error(units: units, activation, seed: $0) }
        for (seed, error) in zip(seeds, errors) {
          records.add([
            .text(activation.name), .integer(units), .integer(Int(seed)),
            .number(error.rms, decimals: 4), .number(error.largest, decimals: 4),
          ])
        }
        let rms = Sample(errors.map(\.rms))
        medians[position].append(rms.median)
        row += [.number(rms.median, decimals: 4), .number(rms.smallest, decimals: 4)]
      }
      table.add(row)
    }
    return ExperimentReport(
      tables: [table],
      findings: zip(activations, medians).map(finding),
      records: records
    )
  }

  /// Trains one network and measures it between the points.
  private func error(
    units: Int,
    _ activation: Activation,
    seed: UInt64
  ) throws -> (rms: Double, largest: Double) {
    let inputs = (0..<pointCount).map { -1 + (2 * Double($0) + 1) / Double(pointCount) }
    let dataset = Dataset(
      inputCount: 1,
      outputCount: 1,
      inputs: inputs.map { Float($0) },
      targets: inputs.map { Float(Self.function($0)) }
    )
    var network = try initialNetwork(units: units, activation, seed: seed)
    for (rate, steps) in phases {
      let options = TrainingOptions(
        epochs: steps,
        batchSize: pointCount,
        cost: .squaredError,
        learningRate: rate,
        seed: seed
      )
      guard let trained = try network.trained(options: options, on: dataset) else {
        return (.infinity, .infinity)
      }
      network = trained
    }
    let errors = (0...pointCount).map { index in
      let x = -1 + 2 * Double(index) / Double(pointCount)
      return network.referenceOutput(for: [x])[0] - Self.function(x)
    }
    return (
      (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot(),
      errors.map(abs).max() ?? 0
    )
  }

  /// A network whose hidden units have their steps, or kinks, spread over -1...1: with biases of 0,
  /// as they begin elsewhere, all would be at x = 0.
  private func initialNetwork(
    units: Int,
    _ activation: Activation,
    seed: UInt64
  ) throws -> Network {
    var generator = SeededGenerator(seed: seed)
    var network = try Network(
      initializing: NetworkDescription(
        inputCount: 1,
        layers: [
          .init(activation: activation, unitCount: units),
          .init(activation: .linear, unitCount: 1),
        ]
      ),
      using: &generator
    )
    // Steep enough that a step is narrower than half the interval.
    let slope = activation == .sigmoid ? 8.0 : 1.0
    let weights = network.layers[0].weights.map { Float($0 < 0 ? -slope : slope) }
    network.setParameters(
      ofLayerAt: 0,
      weights: weights,
      biases: weights.map { -$0 * Float(2 * generator.uniform() - 1) }
    )
    return network
  }

  private func finding(_ activation: Activation, _ medians: [Double]) -> String {
    let falls = zip(medians, medians.dropFirst()).count { $1 < $0 }
    let figures =
      "\(activation.name): from \(unitCounts[0]) to \(unitCounts[unitCounts.count - 1]) units the "
      + "median error goes from \(short(medians[0])) to \(short(medians[medians.count - 1])), falling "
      + "at \(falls) of \(medians.count - 1) doublings"
    return figures
      + (falls == medians.count - 1
        ? "; this agrees with the claim."
        : "; that a network exists does not mean that gradient descent finds it.")
  }
}
