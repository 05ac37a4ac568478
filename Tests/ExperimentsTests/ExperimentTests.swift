import Datasets
import FloatNetwork
import Testing
import Training

@testable import Experiments

/// Each experiment in a size of seconds: that it computes what it says it computes.
@Suite struct ExperimentTests {
  /// Three classes in four inputs, 20 samples of each; what tells them apart is noisy.
  let data: ExperimentData

  init() {
    func dataset(seed: UInt64) -> Dataset {
      var generator = SeededGenerator(seed: seed)
      let labels = (0..<60).map { $0 % 3 }
      return Dataset(
        inputCount: 4,
        classCount: 3,
        inputs: labels.flatMap { label in
          (0..<4).map { Float(generator.uniform() + ($0 == label ? 0.8 : 0)) }
        },
        labels: labels
      )
    }
    data = ExperimentData(train: dataset(seed: 1), test: dataset(seed: 2), origin: "test")
  }

  /// Runs an experiment twice, and checks what holds for all of them.
  private func report(_ experiment: some Experiment) throws -> ExperimentReport {
    var shares: [Double] = []
    let report = try experiment.run(on: data) { share, _ in shares.append(share) }
    #expect(!shares.isEmpty && shares == shares.sorted())
    #expect(shares.allSatisfy { (0..<1).contains($0) })
    #expect(!report.findings.isEmpty && report.findings.allSatisfy { $0.hasSuffix(".") })
    #expect(report.tables.allSatisfy { !$0.rows.isEmpty })
    #expect(try experiment.run(on: data) { _, _ in } == report)
    return report
  }

  /// A column of a table, as numbers.
  private func column(_ name: String, of table: ResultTable) -> [Double] {
    guard let index = table.heading.firstIndex(of: name) else { return [] }
    return table.rows.compactMap { row in
      switch row[index] {
      case .integer(let count): Double(count)
      case .number(let value, _), .magnitude(let value): value
      case .text: nil
      }
    }
  }

  @Test func eachHasANameAndAClaim() {
    let names = experiments.map { $0.name }
    #expect(Set(names).count == 6)
    #expect(names.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "-" } })
    #expect(experiments.allSatisfy { $0.claim.hasSuffix(".") })
  }

  @Test func depthComparesNetworksOfEqualSize() throws {
    var experiment = DepthExperiment()
    experiment.hiddenLayerCounts = [1, 2, 4]
    experiment.shallowWidth = 60
    experiment.epochs = 3
    experiment.seeds = [1, 2]
    let report = try report(experiment)
    #expect(report.records.rows.count == 3 * 2 * 2)
    let parameters = column("parameters", of: report.records)
    let budget = parameters[0]
    let expected = 4 * 60 + 60 + 60 * 3 + 3
    #expect(budget == Double(expected))
    // One unit more in each layer would change less than this.
    #expect(parameters.allSatisfy { abs($0 - budget) / budget < 0.12 })
    let errors = column("test_error_percent", of: report.records)
    #expect(errors.allSatisfy { (0...100).contains($0) } && Set(errors).count > 1)
    // The table holds the means of the records.
    let means = column("Test", of: report.tables[0])
    #expect(abs(means[0] - (errors[0] + errors[1]) / 2) < 1e-9)
  }

  @Test func parametersAreCounted() throws {
    for line in ["5 relu:4 softmax:3", "2 maxout:3x2 tanh:4 linear:1"] {
      let description = try NetworkDescription(parsing: line)
      var generator = SeededGenerator(seed: 1)
      let network = try Network(initializing: description, using: &generator)
      let count = network.layers.map { $0.weights.count + $0.biases.count }.reduce(0, +)
      #expect(description.parameterCount == count)
    }
  }

  /// The norms are those of numerical derivatives, taken in Float64.
  @Test func gradientNormsAreThoseOfTheCost() throws {
    var experiment = VanishingGradientExperiment()
    experiment.hiddenLayers = 2
    experiment.width = 3
    experiment.epochs = 2
    experiment.seeds = [1]
    let report = try report(experiment)
    #expect(report.records.rows.count == 3 * 3)
    let norms = column("initial_gradient_norm", of: report.records)
    for (index, activation) in experiment.activations.enumerated() {
      let expected = try numericalNorms(activation)
      for layer in 0..<3 {
        let found = norms[index * 3 + layer]
        #expect(abs(found - expected[layer]) < 1e-3 * expected[layer] + 1e-6, "\(activation)")
      }
    }
    #expect(column("relative_weight_change", of: report.records).allSatisfy { $0 > 0 })
  }

  private func numericalNorms(_ activation: Activation) throws -> [Double] {
    var generator = SeededGenerator(seed: 1)
    let network = try Network(
      initializing: NetworkDescription(
        inputs: 4,
        hiddenLayers: 2,
        width: 3,
        activation: activation,
        classes: 3
      ),
      using: &generator
    )
    return network.layers.indices.map { layer in
      let weights = network.layers[layer].weights
      return weights.indices.map { index -> Double in
        // A step of a power of two, so that the weights move by just that.
        let step: Float = 1.0 / 1024
        let costs = [step, -step].map { change -> Double in
          var moved = network
          var changed = weights
          changed[index] += change
          moved.setParameters(
            ofLayerAt: layer,
            weights: changed,
            biases: network.layers[layer].biases
          )
          return meanCrossEntropy(moved)
        }
        return (costs[0] - costs[1]) / Double(2 * step)
      }.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }

  private func meanCrossEntropy(_ network: Network) -> Double {
    let train = data.train
    return train.labels.indices.map { sample in
      let output = network.referenceOutput(for: train.input(at: sample).map(Double.init))
      return -logarithm(output[train.labels[sample]])
    }.reduce(0, +) / Double(train.count)
  }

  @Test func everyOptimizerRunsAtEveryRate() throws {
    var experiment = OptimizerExperiment()
    experiment.epochs = 2
    experiment.factors = [0.1, 1, 1e12]
    experiment.seeds = [1, 2]
    let report = try report(experiment)
    let count = experiment.candidates.count
    #expect(report.records.rows.count == count * 3 * 2 * 2)
    #expect(report.tables.allSatisfy { $0.rows.count == count })
    // At a rate beyond reason, plain gradient descent is lost, and that is a result.
    #expect(report.tables[1].rows[0].last?.text == "diverged")
    let costs = column("Training cost".lowercased().replacing(" ", with: "_"), of: report.records)
    #expect(costs.contains { $0.isFinite && $0 > 0 })
  }

  @Test func dropoutComparesTheSameSamples() throws {
    var experiment = DropoutExperiment()
    experiment.samplesPerClass = [2, 5]
    experiment.width = 8
    experiment.epochs = 3
    experiment.seeds = [1, 2]
    let report = try report(experiment)
    #expect(report.records.rows.count == 2 * 2 * 2)
    let without = column("Test without", of: report.tables[0])
    let with = column("with dropout", of: report.tables[0])
    let change = column("Test changes by", of: report.tables[0])
    #expect(without.count == 2 && with.count == 2)
    let errors = column("test_error_percent", of: report.records)
    let changes = [errors[1] - errors[0], errors[3] - errors[2]]
    #expect(abs(change[0] - changes.reduce(0, +) / 2) < 1e-9)
  }

  @Test func someOfEachClassAreSomeOfEachClass() {
    for count in [1, 7, 20, 99] {
      let some = data.someOfEachClass(count, seed: 3)
      for label in 0..<3 { #expect(some.labels.count { $0 == label } == min(count, 20)) }
    }
    #expect(data.someOfEachClass(5, seed: 1) == data.someOfEachClass(5, seed: 1))
    #expect(data.someOfEachClass(5, seed: 1) != data.someOfEachClass(5, seed: 2))
  }

  @Test func moreUnitsApproximateBetter() throws {
    var experiment = UniversalityExperiment()
    experiment.unitCounts = [1, 12]
    experiment.phases = [(rate: 0.02, steps: 400)]
    experiment.seeds = [1, 2]
    let report = try report(experiment)
    #expect(report.records.rows.count == 2 * 2 * 2)
    let rms = column("rms_error", of: report.records)
    let largest = column("largest_error", of: report.records)
    #expect(zip(rms, largest).allSatisfy { 0 < $0 && $0 <= $1 })
    // Sigmoid with 1 unit, then with 12.
    #expect(rms[4] < rms[0] / 2 && rms[5] < rms[1] / 2)
    // One step cannot do better than the function's own spread.
    #expect(rms[0] < 0.6 && rms[0] > 0.3)
  }

  @Test func startsEndInDifferentPlaces() throws {
    var experiment = LocalMinimaExperiment()
    experiment.exclusiveOrUnits = [2, 8]
    experiment.exclusiveOrStarts = 8
    experiment.exclusiveOrSteps = 500
    experiment.epochs = 3
    experiment.seeds = [1, 2, 3]
    let report = try report(experiment)
    #expect(report.records.rows.count == 2 * 8 + 3)
    #expect(Set(column("training_cost", of: report.records)).count == 2 * 8 + 3)
    let largest = column("Largest", of: report.tables[1])
    let smallest = column("Smallest", of: report.tables[1])
    #expect(zip(smallest, largest).allSatisfy { $0 <= $1 })
  }

  @Test func dataAreTakenInTheirOwnSize() throws {
    let digits = DataSource("digits")
    let data = try ExperimentData(train: digits.samples(.train), test: digits.samples(.test))
    #expect(data.train.inputCount == 64 && data.train.count == 1438 && data.test.count == 359)
    // Gray, as they are.
    #expect(Set(data.train.inputs).count > 10)
  }
}
