import Conformance
import Datasets
import FloatNetwork
import Proofs
import Quantization
import Testing
import _TestSupport

@Suite struct ComparisonTests {
  /// One linear unit a class with weights 1 and 0, so the outputs are the inputs.
  private func identity(_ count: Int, scale: Float = 1) throws -> Network {
    try Network(layers: [
      NetworkLayer(
        inputCount: count,
        unitCount: count,
        activation: .linear,
        weights: (0..<count * count).map { $0 / count == $0 % count ? scale : 0 },
        biases: .init(repeating: 0, count: count)
      )
    ])
  }

  private func model(of network: Network) throws -> FixedPointModel {
    try FixedPointModel(image: QuantizedNetwork(quantizing: network).image())
  }

  private func compare(
    _ network: Network,
    _ dataset: Dataset,
    by other: Network? = nil
  ) throws -> Comparison {
    try Comparison(
      of: model(of: other ?? network),
      with: network,
      on: dataset,
      box: Array(repeating: .min ... .max, count: network.inputCount)
    )
  }

  @Test func countsWhatIsRightAndMeasuresTheErrors() throws {
    let network = try identity(2)
    let dataset = Dataset(
      inputCount: 2,
      classCount: 2,
      // The last input is a quarter of an ulp above 1, which is what Q8.8 makes of it.
      inputs: [1, 0, 0, 1, 1, 0, 1 + 0.25 / 256, 0],
      labels: [0, 1, 1, 0]
    )
    let comparison = try compare(network, dataset)
    #expect(comparison.sampleCount == 4)
    #expect(comparison.floatCorrectCount == 3 && comparison.fixedCorrectCount == 3)
    #expect(comparison.floatAccuracy == 75 && comparison.fixedAccuracy == 75)
    #expect(comparison.changedSamples == [])
    #expect(comparison.violationCount == 0 && comparison.misroundedCounts == [0])
    // The weights are exact and so is what rounding an input does: only half an ulp is left, too small
    // for any class here to be in doubt.
    #expect(comparison.bounds.certifiedCount == 4)
    #expect(comparison.largestError == (0.25, 3, 0))
    #expect(comparison.meanError == 0.25 / 8)
    #expect(comparison.saturations == [[0, 0]])
    #expect(comparison.saturatedInputCount == 0)
  }

  @Test func seesAnswersThatDifferAndValuesThatSaturate() throws {
    let network = try identity(2, scale: 2)
    let dataset = Dataset(
      inputCount: 2,
      classCount: 2,
      // Both outputs are beyond Q8.8, so its first class wins; and an input is.
      inputs: [100, 110, 300, 0],
      labels: [1, 0]
    )
    let comparison = try compare(network, dataset)
    #expect(comparison.changedSamples.map(\.sample) == [0])
    #expect(comparison.changedSamples.first?.floatMargin == 20)
    #expect(comparison.changedSamples.first?.fixedMargin == 0)
    #expect(comparison.violationCount == 0)
    #expect(comparison.floatCorrectCount == 2 && comparison.fixedCorrectCount == 1)
    #expect(comparison.saturations == [[2, 1]])
    #expect(comparison.saturatedInputCount == 1)
    #expect(comparison.largestError.sample == 1)
  }

  @Test func refusesNetworksAndDataThatDoNotFit() throws {
    let (two, three) = (try identity(2), try identity(3))
    let data = Dataset(inputCount: 2, classCount: 2, inputs: [0, 0], labels: [0])
    #expect(throws: ComparisonError.differentNetworks(model: [3, 3], network: [2, 2])) {
      try compare(two, data, by: three)
    }
    #expect(throws: ComparisonError.differentInputs(data: 2, network: 3)) {
      try compare(three, data)
    }
  }

  @Test func anImageOfOtherWeightsIsSeen() throws {
    let data = Dataset(inputCount: 2, classCount: 2, inputs: [1, 0], labels: [0])
    let comparison = try compare(identity(2), data, by: identity(2, scale: 1.25))
    #expect(comparison.misroundedCounts == [2])
  }

  /// What is proved for one network is not true of another.
  @Test func aBoundThatTheFloatNetworkBreaksIsSeen() throws {
    let (network, other) = (try identity(2), try identity(2, scale: 1.25))
    let data = Dataset(inputCount: 2, classCount: 2, inputs: [1, 0, 0, 0], labels: [0, 0])
    let model = try model(of: network)
    let comparison = try Comparison(
      of: model,
      with: other,
      pair: PairedNetwork(network, with: model.network),
      on: data,
      box: [0...256, 0...256]
    )
    #expect(comparison.wrongCertificateCount == 1)
    #expect(comparison.firstWrongCertificate == "the bound of sample 0, output 0")
    #expect(comparison.faults.count == 1)
  }

  /// The library certifies the answer that the image records, so of another one it says nothing.
  @Test func theChipCertifiesTheImagesAnswerAlone() throws {
    let data = Dataset(inputCount: 2, classCount: 2, inputs: [1, 0, 0, 1], labels: [0, 1])
    for (answer, count) in [(Answer.largest, 2), (.smallest, 0), (.threshold(0.5), 0)] {
      let comparison = try Comparison(
        of: model(of: identity(2)),
        with: identity(2),
        on: data,
        box: [0...256, 0...256],
        answer: answer
      )
      #expect(comparison.chipCertifiedCount == count && comparison.wrongCertificateCount == 0)
    }
  }

  @Test func boundsAreOfAsManySamplesAsAreAskedFor() throws {
    let data = Dataset(
      inputCount: 2,
      classCount: 2,
      inputs: (0..<200).map { Float($0 % 7) },
      labels: Array(repeating: 0, count: 100)
    )
    for limit in [1, 7, 100, 1_000] {
      let comparison = try Comparison(
        of: model(of: identity(2)),
        with: identity(2),
        on: data,
        box: [0...256, 0...256],
        samplesLimit: limit
      )
      #expect(comparison.sampleCount == 100 && comparison.bounds.sampleCount == min(limit, 100))
    }
  }

  @Test func aSaturatedInputHasNoBound() throws {
    let data = Dataset(inputCount: 2, classCount: 2, inputs: [1, 0, 300, 0], labels: [0, 0])
    let comparison = try compare(identity(2), data)
    #expect(comparison.bounds.sampleCount == 2 && comparison.bounds.certifiedCount == 1)
    #expect(comparison.wrongCertificateCount == 0 && comparison.hostCertifiedShare == 50)
  }

  @Test func inputsThatAreNoNumbersAreNamed() throws {
    let data = Dataset(inputCount: 2, classCount: 2, inputs: [1, .infinity], labels: [0])
    #expect(throws: ComparisonError.notFinite(sample: 0, input: 1)) {
      try compare(identity(2), data)
    }
  }

  @Test func aModelSaysWhatIsWrongWithItsImageOrInput() throws {
    let image = try QuantizedNetwork(quantizing: identity(2)).image()
    var damaged = image
    damaged[damaged.count - 1] ^= 1
    let cases: [([UInt8], String)] = [
      ([], "HALFWORD_TRUNCATED"), (Array(image.dropLast()), "HALFWORD_TRUNCATED"),
      (.init(repeating: 65, count: 99), "HALFWORD_NOT_AN_IMAGE"),
      (damaged, "HALFWORD_BAD_CHECKSUM"),
    ]
    for (bytes, name) in cases {
      let error = try #require(throws: ModelError.self) { try FixedPointModel(image: bytes) }
      #expect("\(error)".hasSuffix("(\(name))"))
    }
    let model = try FixedPointModel(image: image)
    #expect(throws: ModelError(status: -11)) { try model.run([1]) }
    #expect(try model.run([7, 9]).output == [7, 9])
    #expect(try model.run([7, 9]).classIndex == 1)
  }
}
