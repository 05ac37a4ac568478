import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

@testable import Proofs

/// Bounds of kinds and activations that are known by hand.
@Suite struct KindBoundTests {
  /// The intervals of float − fixed of a graph's outputs, in plain numbers.
  private func errors(
    _ shape: TensorShape,
    _ layers: [NetworkLayer],
    _ values: [Float]
  ) throws -> [ClosedRange<Double>] {
    let network = try Network(inputShape: shape, graph: layers, isDropoutFolded: true)
    let fixed = try QuantizedNetwork(quantizing: network)
    let words = fixed.words(for: values)
    let bounds = try PairedNetwork(network, with: fixed).bounds(
      of: FixedPointTrace(of: fixed, for: words),
      words: words,
      values: values
    )
    return try #require(bounds).errors
  }

  private func isNear(_ found: [ClosedRange<Double>], _ expected: [ClosedRange<Double>]) -> Bool {
    found.count == expected.count
      && zip(found, expected).allSatisfy {
        abs($0.lowerBound - $1.lowerBound) < 1e-6 && abs($0.upperBound - $1.upperBound) < 1e-6
      }
  }

  /// A dense layer of one unit with the weight 1.
  private func one(_ activation: Activation) throws -> NetworkLayer {
    try NetworkLayer(
      inputCount: 1,
      unitCount: 1,
      activation: activation,
      weights: [1],
      biases: [0]
    )
  }

  /// 0.3 is 76.8 ulp, and the word 77.
  @Test func whatACapIsRoundedByIsKnown() throws {
    let vector = TensorShape(vector: 1)
    let capped = try one(.cappedRelu(0.3))
    #expect(isNear(try errors(vector, [capped], [1]), [-0.2 ... -0.2]))
    #expect(isNear(try errors(vector, [capped], [0.25]), [-0.5...0.5]))
    #expect(isNear(try errors(vector, [capped], [-1]), [0...0]))
    // Where both are open, the ends are those of the interval between 0 and the cap.
    #expect(isNear(try errors(vector, [capped], [77.0 / 256]), [-0.5 ... -0.2]))
    #expect(isNear(try errors(vector, [capped], [0]), [0...0.5]))
  }

  /// A tenth of −256 ulp is −25.6, and the table's word −26; the sum's half an ulp counts a tenth.
  @Test func whatATableGivesAwayIsKnown() throws {
    let function = try #require(ScalarFunction(parsing: "max(x,mul(0.1,x))"))
    let found = try errors(TensorShape(vector: 1), [one(.table(function))], [-1])
    #expect(isNear(found, [0.35...0.45]))
  }

  /// The largest of words that are exact is exact, and their mean is rounded.
  @Test func poolingsRoundWhatTheyMust() throws {
    let shape = TensorShape(height: 1, width: 3, channels: 1)
    let vector = TensorShape(vector: 1)
    let pool = { (kind: LayerKind) in
      try NetworkLayer(
        LayerForm(kind, reading: [0], of: shape, giving: vector, activation: .linear)
      )
    }
    let largest = try errors(shape, [pool(.maxPooling(.whole(shape)))], [1, -3, 2])
    #expect(isNear(largest, [0...0]))
    let mean = try errors(
      shape,
      [pool(.averagePooling(.whole(shape), countsPadding: false))],
      [1, -3, 2]
    )
    #expect(isNear(mean, [-0.5...0.5]))
  }

  /// A value less itself: what its rounding adds goes both ways, and cancels.
  @Test func whatTwoWaysShareCancels() throws {
    let shape = TensorShape(height: 1, width: 1, channels: 1)
    let window = Window(kernel: (1, 1))
    let depthwise = { (source: Int, weight: Float) in
      try NetworkLayer(
        LayerForm(
          .depthwise(window),
          reading: [source],
          of: shape,
          giving: shape,
          activation: .linear
        ),
        weights: [weight],
        biases: [0]
      )
    }
    let addition = { (sources: [Int]) in
      try NetworkLayer(
        LayerForm(.addition, reading: sources, of: shape, giving: shape, activation: .linear)
      )
    }
    let difference = try errors(
      shape,
      [depthwise(0, 1), depthwise(1, -1), addition([1, 2])],
      [1]
    )
    #expect(isNear(difference, [-0.5...0.5]))
    let twice = try errors(shape, [depthwise(0, 1), addition([1, 1])], [1])
    #expect(isNear(twice, [-1...1]))
  }

  /// An offset is in the biases, which hold it at every place or nowhere.
  @Test func anOffsetIsNotPaired() throws {
    let shape = TensorShape(height: 2, width: 2, channels: 1)
    let form = try LayerForm(
      .convolution(Window(kernel: (2, 2), padding: (1, 1))),
      reading: [0],
      of: shape,
      giving: shape,
      activation: .linear
    )
    let network = try Network(
      inputShape: shape,
      graph: [NetworkLayer(form, weights: [1, 1, 1, 1], biases: [0])],
      isDropoutFolded: true
    )
    var fixed = try QuantizedNetwork(quantizing: network)
    _ = try PairedNetwork(network, with: fixed)
    fixed.channelScales = [InputScale(exponent: 0, offset: 3)]
    #expect(throws: PairingError.offsetOfPadding(1)) { try PairedNetwork(network, with: fixed) }
  }
}
