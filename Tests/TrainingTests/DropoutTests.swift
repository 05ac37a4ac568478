import Datasets
import FloatNetwork
import Foundation
import Testing

@testable import Training

@Suite struct DropoutTests {
  @Test(arguments: [0.1, 0.2, 0.5, 0.9])
  func masksDropAtTheirRate(_ rate: Double) {
    let count = 100_001
    var mask = Matrix(rowCount: 1, columnCount: count)
    var generator = SeededGenerator(seed: 1)
    Dropout.sample(&mask, rate: rate, using: &generator)
    #expect(mask.values.allSatisfy { $0 == 0 || $0 == 1 })
    let dropped = mask.values.count { $0 == 0 }
    // A binomial count lies within 5 standard deviations but once in two million.
    let deviation = (Double(count) * rate * (1 - rate)).squareRoot()
    #expect(abs(Double(dropped) - Double(count) * rate) < 5 * deviation)
    // Neighbours, which share a random number, are independent of each other.
    let pairs = count / 2
    let both = (0..<pairs).count { mask.values[2 * $0] == 0 && mask.values[2 * $0 + 1] == 0 }
    let chance = rate * rate
    let pairDeviation = (Double(pairs) * chance * (1 - chance)).squareRoot()
    #expect(abs(Double(both) - Double(pairs) * chance) < 5 * pairDeviation)
  }

  @Test func eachMiniBatchAndEachSampleHasItsOwnMask() throws {
    let network = try randomNetwork("40 dropout:0.5 linear:3", seed: 1)
    var workspace = Workspace(network, isForTraining: true)
    workspace.reserve(rows: 2)
    workspace.setRowCount(2)
    var generator = SeededGenerator(seed: 2)
    workspace.sampleMasks(using: &generator)
    let first = workspace.layers[0].mask
    workspace.sampleMasks(using: &generator)
    let second = workspace.layers[0].mask
    #expect(first.values != second.values)
    #expect(first.doubles(inRow: 0) != first.doubles(inRow: 1))
  }

  @Test func meanOverMasksIsTheScaledOutput() throws {
    let network = try randomNetwork("12 dropout:0.3 linear:3", seed: 3)
    let input = randomValues(12, seed: 4)
    let expected = network.referenceOutput(for: input.map(Double.init))
    let rows = 20_000
    var workspace = Workspace(network, isForTraining: true)
    workspace.reserve(rows: rows)
    workspace.setRowCount(rows)
    Elementwise.fillRows(of: &workspace.inputs, with: input)
    var generator = SeededGenerator(seed: 5)
    workspace.sampleMasks(using: &generator)
    workspace.forward(in: .training)
    for unit in 0..<3 {
      let values = (0..<rows).map { Double(workspace.outputs.values[$0 * 3 + unit]) }
      let mean = values.reduce(0, +) / Double(rows)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows - 1)
      let standardError = (variance / Double(rows)).squareRoot()
      #expect(abs(mean - expected[unit]) < 4 * standardError)
      // The unscaled output is far outside, so the line above can fail.
      let unscaled = network.layers[0].referenceOutput(for: input.map(Double.init))[unit]
      #expect(abs(unscaled - expected[unit]) > 8 * standardError)
    }
  }

  @Test func noDropoutNeedsNoRandomNumbers() throws {
    let network = try randomNetwork("4 relu:3 softmax:2", seed: 1)
    var workspace = Workspace(network, isForTraining: true)
    workspace.reserve(rows: 4)
    workspace.setRowCount(4)
    var generator = SeededGenerator(seed: 2)
    var untouched = generator
    workspace.sampleMasks(using: &generator)
    #expect(generator.next() == untouched.next())
  }
}
