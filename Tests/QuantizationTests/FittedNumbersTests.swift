import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

/// Each unit gets the most fractional bits that fit and are proved, and start words hold its bias.
@Suite struct FittedNumbersTests {
  private func network(
    _ weights: [Float],
    biases: [Float] = [0],
    activation: Activation = .linear
  ) throws -> Network {
    try Network(layers: [
      NetworkLayer(
        inputCount: weights.count / biases.count,
        unitCount: biases.count / activation.pieces,
        activation: activation,
        weights: weights,
        biases: biases
      )
    ])
  }

  private func fitted(_ network: Network, _ form: SumForm) throws -> QuantizedNetwork {
    try QuantizedNetwork(
      quantizing: network,
      format: .fitted(form, layerCount: network.layers.count)
    )
  }

  @Test(arguments: [SumForm.bits32, .blocks16, .blocks32, .bits64])
  func oneBitMoreWouldNotFit(_ form: SumForm) throws {
    var random = TestRandom(seed: 70)
    for _ in 0..<200 {
      let count = Int.random(in: 1...90, using: &random)
      let limit = Float.random(in: 0.001...100, using: &random)
      let weights = (0..<count).map { _ in Float.random(in: -limit...limit, using: &random) }
      let bias = Float.random(in: -2_000...2_000, using: &random)
      let layer = try fitted(network(weights, biases: [bias]), form).layers[0]
      #expect(layer.sums == form)
      let bits = layer.fractionBits[0]
      #expect(bits <= 22)
      func fits(_ bits: UInt8) -> Bool {
        let scale = Double(1 << Int(bits))
        let raw = weights.map { (Double($0) * scale + 0.5).rounded(.down) }
        let start =
          (Double(bias) * scale * 256 + 0.5).rounded(.down) + Double((1 << Int(bits)) >> 1)
        guard let start = Int32(exactly: start), raw.allSatisfy({ Int16(exactly: $0) != nil })
        else {
          return false
        }
        return isExact(form, raw.map { Int64($0) }, start)
      }
      #expect(fits(bits))
      #expect(bits == 22 || !fits(bits + 1))
    }
  }

  /// The definition, sorted and added up.
  private func isExact(_ form: SumForm, _ weights: [Int64], _ start: Int32) -> Bool {
    let count: Int
    switch form {
    case .bits32: count = weights.count
    case .blocks16: count = 16
    case .blocks32: count = 32
    case .bits64: return true
    }
    let most = weights.map { abs($0) }.sorted(by: >).prefix(count).reduce(0, +) * 32_768
    return most + (form == .bits32 ? abs(Int64(start)) : 0) < 1 << 31
  }

  @Test func aStartWordHoldsABiasThatQ88DoesNot() throws {
    let network = try network([0.01, -0.02], biases: [-1_234.567])
    #expect(throws: QuantizationError.self) { try QuantizedNetwork(quantizing: network) }
    let layer = try fitted(network, .bits64).layers[0]
    #expect(layer.saturatedCount == 0)
    let step = 1 / Double(1 << Int(layer.fractionBits[0]))
    #expect(abs(layer.bias(ofRow: 0) + 1_234.567 * 256) <= step / 2 + 0.02)
  }

  @Test func piecesOfAUnitShareTheirFraction() throws {
    let layer = try fitted(
      network([0.001, 90, 0.001, 0.002], biases: [0, 0, 0, 0], activation: .maxout(pieces: 2)),
      .bits64
    ).layers[0]
    #expect(layer.fractionBits.count == 2)
    // The large weight decides for its unit alone.
    #expect(layer.fractionBits[0] == 8 && layer.fractionBits[1] == 22)
  }

  @Test func inputsThatAreNeverNegativeLeaveMoreBits() throws {
    let weights: [Float] = [0.9, -0.9, 0.9, -0.9]
    let first = try NetworkLayer(
      inputCount: 4,
      unitCount: 4,
      activation: .relu,
      weights: Array(repeating: 0.5, count: 16),
      biases: [0, 0, 0, 0]
    )
    let second = try network(weights).layers[0]
    let chain = try fitted(Network(layers: [first, second]), .bits32)
    let alone = try fitted(network(weights), .bits32)
    #expect(chain.layers[1].fractionBits[0] == alone.layers[0].fractionBits[0] + 1)
    #expect(chain.layers[1].alone.sums != .bits32)
  }

  @Test func whatCannotBeProvedGetsTheNextForm() throws {
    // Σ|w| is 70,000 even as whole numbers.
    let wide = try fitted(network(Array(repeating: 1_000, count: 70)), .bits32)
    #expect(wide.layers[0].sums == .blocks32)
  }
}
