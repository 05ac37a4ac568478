import FloatNetwork
import HalfwordRuntime
import Testing
import _TestSupport

@testable import Quantization

/// Weights of 8 and 4 bits: how they are rounded, which formats are chosen, and what is known of them afterwards.
@Suite struct NarrowWeightsTests {
  /// 12-9-3, ReLU.
  private func network(seed: UInt64) throws -> Network {
    var random = TestRandom(seed: seed)
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
    }
    return try Network(layers: [
      NetworkLayer(
        inputCount: 12,
        unitCount: 9,
        activation: .relu,
        weights: numbers(108),
        biases: numbers(9)
      ),
      NetworkLayer(
        inputCount: 9,
        unitCount: 3,
        activation: .linear,
        weights: numbers(27),
        biases: numbers(3)
      ),
    ])
  }

  /// Inputs that go together, so that errors of weights may cancel.
  private func samples(_ count: Int, seed: UInt64) -> [[Float]] {
    var random = TestRandom(seed: seed)
    return (0..<count).map { _ in
      let common = Float.random(in: 0...1, using: &random)
      return (0..<12).map { _ in 0.7 * common + 0.3 * Float.random(in: 0...1, using: &random) }
    }
  }

  private func choice(
    _ network: Network,
    _ samples: [[Float]],
    _ change: (inout WeightRequest) -> Void
  ) throws -> NumberChoice {
    var request = NumberRequest()
    change(&request.weights)
    return try NumberChoice(for: network, samples: samples, request)
  }

  @Test(arguments: [WeightFormat.bits8, .bits4])
  func withoutSamplesEachWeightIsTheNearestAndNoneIsCutOff(_ format: WeightFormat) throws {
    for seed in 0..<10 as Range<UInt64> {
      let network = try network(seed: seed)
      let fixed = try choice(network, []) { $0.formats = .uniform(format) }.network
      #expect(fixed.roundingLaw == .startWords)
      for (index, layer) in fixed.layers.enumerated() {
        #expect(layer.weightFormat == format)
        let scaled = ScaledLayer(of: network, at: index, fixed.scaling)
        for (column, weight) in scaled.weights.enumerated() {
          let bits = Int(layer.fractionBits(ofRow: column / layer.columnCount))
          #expect(abs(weight * power(bits) - Double(layer.weights[column])) <= 0.5)
        }
      }
    }
  }

  @Test func theWeightsOfANetworkTrainedForThemAreExactAndTheImageSaysSo() throws {
    let float = try network(seed: 3)
    var trained = try Network(
      layers: float.layers.map { layer in
        try NetworkLayer(
          inputCount: layer.inputCount,
          unitCount: layer.unitCount,
          activation: layer.activation,
          weights: layer.weights.map { max(-8, min(7, ($0 * 8).rounded())) / 8 },
          biases: layer.biases
        )
      }
    )
    try trained.setTrainedWeightBits([4, 4])
    let fixed = try choice(trained, samples(80, seed: 4)) { _ in }.network
    #expect(fixed.layers.allSatisfy { $0.weightFormat == .bits4 })
    #expect(fixed.roundingLaw == .exactNarrowWeights)
    let image = try fixed.image()
    #expect(try QuantizedNetwork(image: image).roundingLaw == .exactNarrowWeights)
  }

  /// The best of all 2^n roundings is the reference.
  @Test func adaptiveRoundingTakesNeighboursAndLessensTheError() {
    var random = TestRandom(seed: 11)
    var (nearestSum, adaptiveSum, bestSum) = (0.0, 0.0, 0.0)
    for _ in 0..<40 {
      let count = 8
      let weights = (0..<count).map { _ in Double.random(in: -6...6, using: &random) }
      let inputs = (0..<30).map { _ in
        let common = Double.random(in: 0...1, using: &random)
        return (0..<count).map { _ in common + 0.2 * Double.random(in: -1...1, using: &random) }
      }
      let moments = (0..<count * count).map { index in
        inputs.reduce(0) { $0 + $1[index / count] * $1[index % count] } / 30
      }
      let rounding = NarrowRounding(weights: weights, format: .bits4, moments: moments)
      let error = { (raw: [Int16]) in
        inputs.reduce(0) { sum, input in
          let off = input.indices.reduce(0) { $0 + input[$1] * (weights[$1] - Double(raw[$1])) }
          return sum + off * off
        }
      }
      let (nearest, adaptive) = (
        rounding.nearest(fractionBits: 0), rounding.adaptive(fractionBits: 0)
      )
      #expect(zip(weights, adaptive).allSatisfy { abs($0 - Double($1)) < 1 })
      #expect(error(adaptive) <= error(nearest) * (1 + 1e-9))
      let best = (0..<1 << count).map { choice in
        error(weights.indices.map { Int16(weights[$0].rounded(.down)) + Int16(choice >> $0 & 1) })
      }
      nearestSum += error(nearest)
      adaptiveSum += error(adaptive)
      bestSum += best.min() ?? 0
    }
    #expect(adaptiveSum < 0.5 * nearestSum)
    #expect(adaptiveSum >= bestSum)
  }

  @Test func samplesMakeRoundingBetter() throws {
    let (network, samples) = (try network(seed: 5), samples(200, seed: 6))
    let nearest = try choice(network, samples) { $0.formats = .uniform(.bits4) }
    let adaptive = try choice(network, samples) {
      $0.formats = .uniform(.bits4)
      $0.roundsAdaptively = true
    }
    let corrected = try choice(network, samples) {
      $0.formats = .uniform(.bits4)
      $0.correctsBiases = true
    }
    let errors = [nearest, adaptive, corrected].map { $0.weights[0].score?.relativeError ?? 9 }
    #expect(errors[1] < errors[0] && errors[2] < errors[0], "\(errors)")
    #expect(adaptive.network.record?.rounding.isAdaptive == true)
    #expect(corrected.network.record?.rounding.correctsBiases == true)
    // Of weights that are not the nearest, a device knows nothing.
    #expect(adaptive.network.roundingLaw == .unknown)
    #expect(corrected.network.roundingLaw == .unknown)
  }

  @Test func theImageFitsAndEveryByteIsUsedForTheError() throws {
    let (network, samples) = (try network(seed: 7), samples(200, seed: 8))
    let wide = try choice(network, samples) { _ in }
    let whole = try wide.network.image().count
    #expect(wide.weights.isEmpty)
    for size in stride(from: whole, to: whole - 200, by: -20) {
      let chosen = try choice(network, samples) { $0.formats = .image(size: size) }
      #expect(try chosen.network.image().count <= size)
      if size == whole { #expect(chosen.network.layers.allSatisfy { $0.weightFormat == .bits16 }) }
    }
    // The header and the descriptors alone.
    do {
      _ = try choice(network, samples) { $0.formats = .image(size: 192) }
      Issue.record("an image of 192 bytes")
    } catch let error as WeightFormatError {
      guard case .tooSmall(192, let least) = error else { throw error }
      #expect(least > 192 && least < whole)
    }
    #expect(throws: WeightFormatError.noSamples("--flash")) {
      try choice(network, []) { $0.formats = .image(size: whole / 2) }
    }
  }

  @Test func whatCannotBeIsRefusedInWords() throws {
    let network = try network(seed: 9)
    #expect(throws: WeightFormatError.wrongCount(3, layers: 2)) {
      try choice(network, []) { $0.formats = .byLayer([.bits8, .bits4, .bits4]) }
    }
    #expect(throws: WeightFormatError.self) {
      try choice(network, []) { $0.roundsAdaptively = true }
    }
    let text = "\(WeightFormatError.wrongCount(3, layers: 2))"
    #expect(text.contains("3 formats") && text.contains("2 layers"))
  }

  @Test func oneScaleStandsForAllInputsWhereTheyAreAlike() throws {
    let network = try network(seed: 13)
    var narrow = try choice(network, []) { $0.formats = .uniform(.bits8) }.network
    narrow.channelScales = narrow.channelScales.map { _ in InputScale(exponent: -3, offset: 7) }
    let image = try narrow.image()
    #expect(image[ImageFormat.HeaderField.hasInputScales] == 2)
    #expect(try QuantizedNetwork(image: image).channelScales == narrow.channelScales)
    narrow.channelScales[4] = InputScale(exponent: -2, offset: 7)
    #expect(try narrow.image().count == image.count + 12 * 5 - 8)
    #expect(try QuantizedNetwork(image: narrow.image()).channelScales == narrow.channelScales)
  }
}
