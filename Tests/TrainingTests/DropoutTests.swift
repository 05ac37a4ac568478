import Datasets
import FloatNetwork
import Foundation
import Quantization
import Testing

@testable import Training

@Suite struct DropoutTests {
  @Test(arguments: [0.1, 0.2, 0.5, 0.9])
  func masksDropAtTheirRate(_ rate: Double) {
    let count = 100_001
    let mask = FloatBuffer(count: count)
    Dropout.sample(mask.floats, rate: rate, key: 1)
    let values = mask.floats.array
    #expect(values.allSatisfy { $0 == 0 || $0 == 1 })
    let dropped = values.count { $0 == 0 }
    // A binomial count lies within 5 standard deviations but once in two million.
    let deviation = (Double(count) * rate * (1 - rate)).squareRoot()
    #expect(abs(Double(dropped) - Double(count) * rate) < 5 * deviation)
    // Neighbours, which share a random number, are independent of each other.
    let pairs = count / 2
    let both = (0..<pairs).count { values[2 * $0] == 0 && values[2 * $0 + 1] == 0 }
    let chance = rate * rate
    let pairDeviation = (Double(pairs) * chance * (1 - chance)).squareRoot()
    #expect(abs(Double(both) - Double(pairs) * chance) < 5 * pairDeviation)
  }

  @Test func eachMiniBatchAndEachSampleHasItsOwnMask() throws {
    let network = try randomNetwork("40 dropout:0.5 linear:3", seed: 1)
    let workspace = Workspace(network, isForTraining: true)
    workspace.reserve(rows: 2)
    workspace.setRowCount(2)
    let masks = [7, 8, 7].map { (key: UInt64) in
      workspace.sampleMasks(key: key, samples: 0..<2)
      return workspace.layers[0].mask.values
    }
    #expect(masks[0] != masks[1] && masks[0] == masks[2])
    #expect(masks[0][..<40] != masks[0][40...])
  }

  @Test func meanOverMasksIsTheOutputOfTheFoldedNetwork() throws {
    let network = try randomNetwork("12 dropout:0.3 linear:3", seed: 3)
    let input = randomValues(12, seed: 4)
    let folded = try network.foldingDropout()
    #expect(folded.isDropoutFolded)
    let expected = folded.referenceOutput(for: input.map(Double.init))
    let rows = 20_000
    let workspace = Workspace(network, isForTraining: true)
    workspace.reserve(rows: rows)
    workspace.setRowCount(rows)
    for row in 0..<rows { workspace.inputs.floats(inRow: row).copy(input, from: 0) }
    workspace.sampleMasks(key: 5, samples: 0..<rows)
    workspace.forward(in: .training, samples: 0..<rows)
    for unit in 0..<3 {
      let values = (0..<rows).map { Double(workspace.outputs.floats[$0 * 3 + unit]) }
      let mean = values.reduce(0, +) / Double(rows)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows - 1)
      let standardError = (variance / Double(rows)).squareRoot()
      #expect(abs(mean - expected[unit]) < 4 * standardError)
      // The unscaled output is far outside, so the line above can fail.
      let unscaled = network.layers[0].referenceOutput(for: input.map(Double.init))[unit]
      #expect(abs(unscaled - expected[unit]) > 8 * standardError)
    }
  }
}
