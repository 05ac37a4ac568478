import FloatNetwork
import Foundation
import Testing

@Suite struct StandardizationTests {
  /// Three samples of three inputs, the last of which is constant.
  let samples: [Float] = [1, 10, 5, 2, 20, 5, 3, 60, 5]

  @Test func givesMeanZeroAndDeviationOne() throws {
    let fitted = try Standardization(fitting: samples, inputCount: 3, isShared: false)
    #expect(fitted.means == [2, 30, 5])
    #expect(abs(fitted.deviations[0] - (2.0 / 3).squareRoot()) < 1e-6)
    #expect(fitted.deviations[2] == 1)
    #expect(fitted.smallest == [1, 10, 5] && fitted.largest == [3, 60, 5])
    let standardized = fitted(samples)
    for input in 0..<2 {
      let values = stride(from: input, to: 9, by: 3).map { Double(standardized[$0]) }
      #expect(abs(values.reduce(0, +)) < 1e-5)
      #expect(abs(values.map { $0 * $0 }.reduce(0, +) / 3 - 1) < 1e-5)
    }
    #expect([2, 5, 8].allSatisfy { standardized[$0] == 0 })
    let reference = fitted.reference([1, 10, 5])
    #expect(zip(reference, standardized).allSatisfy { abs($0 - Double($1)) < 1e-6 })
  }

  @Test func maySharesOneMeanAndDeviation() throws {
    let fitted = try Standardization(fitting: samples, inputCount: 3, isShared: true)
    #expect(Set(fitted.means).count == 1 && Set(fitted.deviations).count == 1)
    #expect(abs(fitted.means[0] - 111.0 / 9) < 1e-5)
    let values = fitted(samples).map(Double.init)
    #expect(abs(values.map { $0 * $0 }.reduce(0, +) / 9 - 1) < 1e-5)
    #expect(fitted.largest == [3, 60, 5])
  }

  @Test func refusesWhatMakesNoSense() {
    for (values, count) in [([], 1), ([1, 2, 3], 2), ([1], 0)] as [([Float], Int)] {
      #expect(throws: StandardizationError.countsDiffer) {
        try Standardization(fitting: values, inputCount: count, isShared: false)
      }
    }
    #expect(throws: StandardizationError.impossible(input: 1)) {
      try Standardization(fitting: [0, .nan], inputCount: 2, isShared: false)
    }
    #expect(throws: StandardizationError.impossible(input: 0)) {
      try Standardization(means: [0], deviations: [0], smallest: [0], largest: [0])
    }
    #expect(throws: StandardizationError.impossible(input: 0)) {
      try Standardization(means: [0], deviations: [1], smallest: [1], largest: [0])
    }
  }

  @Test func isKeptInTheCheckpointWithTheClassNames() throws {
    let network = try Network(layers: [
      NetworkLayer(
        inputCount: 3,
        unitCount: 2,
        activation: .linear,
        weights: [1, 2, 3, 4, 5, 6],
        biases: [0, 1]
      )
    ])
    let fitted = try Standardization(fitting: samples, inputCount: 3, isShared: false)
    let checkpoint = Checkpoint(
      network: network,
      notes: ["seed": "1"],
      standardization: fitted,
      classNames: ["a \"b\"", "ü\nc"]
    )
    let read = try Checkpoint(decoding: checkpoint.encoded())
    #expect(read == checkpoint)
    #expect(read.referenceOutput(for: [2, 30, 5]) == [0, 1])
    // One name too few, or one tensor less, is no checkpoint.
    var wrong = checkpoint
    wrong.classNames = ["a"]
    #expect(throws: CheckpointContentError.self) { try Checkpoint(decoding: wrong.encoded()) }
    var file = try Safetensors(decoding: checkpoint.encoded())
    file.tensors["input.mean"] = nil
    #expect(throws: CheckpointContentError.missingTensor("input.mean")) {
      try Checkpoint(decoding: file.encoded())
    }
    file.tensors["input.mean"] = .init(shape: [2], values: [0, 0])
    #expect(throws: CheckpointContentError.self) { try Checkpoint(decoding: file.encoded()) }
  }
}
