import CHalfword
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

/// A class is certified where it leads by the image's margin, the input lies in its range, and nothing
/// is saturated; that the margin is right is proved elsewhere.
@Suite struct CertificateTests {
  /// Two units that pass on twice their input, and lead from 10 ulps on.
  private func model(margin: UInt32 = 10) throws -> TestModel {
    var network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: 2,
        unitCount: 2,
        activation: .softmax,
        weightFractionBits: 8,
        weights: [512, 0, 0, 512],
        biases: [0, 0]
      )
    ])
    network.inputRange = -1_000...20_000
    network.certifiedMargin = margin
    return TestModel(try network.image())
  }

  private func classify(
    _ model: TestModel,
    _ input: [Int16]
  ) -> (status: halfword_status, class: UInt32, certified: UInt32) {
    var output: [Int16] = [0, 0]
    var (index, certified) = (UInt32(99), UInt32(99))
    let status = halfword_classify_certified(
      [model.handle],
      input,
      2,
      &output,
      2,
      nil,
      0,
      &index,
      &certified
    )
    return (status, index, certified)
  }

  @Test(arguments: [
    ([Int16(5), 0], UInt32(0), UInt32(1)), ([4, 0], 0, 0), ([0, 5], 1, 1), ([7, 7], 0, 0),
    // In range, but 2 · 20,000 is beyond Q8.8.
    ([20_000, 0], 0, 0),
    // Nothing saturates, but an input is out of range.
    ([5, -1_001], 0, 0), ([5, -1_000], 0, 1),
  ])
  func followsLeadRangeAndSaturation(input: [Int16], class: UInt32, certified: UInt32) throws {
    let model = try model()
    #expect(classify(model, input) == (HALFWORD_OK, `class`, certified))
    let image = try ModelImage(opening: UnsafeRawBufferPointer(model.image).bytes)
    var output: [Int16] = [0, 0]
    var values = output.mutableSpan
    var none = MutableRawSpan()
    let result = try image.runCertifying(input.span, into: &values, workspace: &none)
    #expect(result == (Int(`class`), certified == 1))
  }

  /// A word at an end may stand for a value beyond it, of which nothing is proved.
  @Test(arguments: [Int16.min, .max])
  func anInputAtAnEndIsNeverCertified(end: Int16) throws {
    var network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: 2,
        unitCount: 2,
        activation: .linear,
        weightFractionBits: 8,
        weights: [0, 64, 0, 0],
        biases: [0, 0]
      )
    ])
    network.certifiedMargin = 1
    let model = TestModel(try network.image())
    #expect(classify(model, [0, 1_000]) == (HALFWORD_OK, 0, 1))
    #expect(classify(model, [end, 1_000]) == (HALFWORD_OK, 0, 0))
    #expect(classify(model, [end == .min ? end + 1 : end - 1, 1_000]) == (HALFWORD_OK, 0, 1))
  }

  @Test func withoutAMarginNothingIsCertified() throws {
    let model = try model(margin: 0)
    #expect(halfword_certified_margin([model.handle]) == 0)
    #expect(classify(model, [10_000, 0]) == (HALFWORD_OK, 0, 0))
  }

  @Test func theMarginIsTheImages() throws {
    let model = try model()
    #expect(halfword_certified_margin([model.handle]) == 10)
    #expect(halfword_certified_margin(nil) == 0)
    #expect(halfword_certified_margin([halfword_model()]) == 0)
  }

  @Test func oneUnitLeadsAlone() throws {
    var network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: 1,
        unitCount: 1,
        activation: .linear,
        weightFractionBits: 8,
        weights: [256],
        biases: [0]
      )
    ])
    network.certifiedMargin = 100
    let image = TestModel(try network.image())
    var (output, index, certified) = ([Int16(0)], UInt32(99), UInt32(99))
    let status = halfword_classify_certified(
      [image.handle],
      [5],
      1,
      &output,
      1,
      nil,
      0,
      &index,
      &certified
    )
    #expect(status == HALFWORD_OK && index == 0 && certified == 1)
  }

  @Test func badCallsGiveAStatus() throws {
    let model = try model()
    var (output, index, certified) = ([Int16(7), 7], UInt32(99), UInt32(99))
    let handle = [model.handle]
    #expect(
      halfword_classify_certified(handle, [0, 0], 2, &output, 2, nil, 0, nil, &certified)
        == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_classify_certified(handle, [0, 0], 2, &output, 2, nil, 0, &index, nil)
        == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_classify_certified(handle, [0, 0], 1, &output, 2, nil, 0, &index, &certified)
        == HALFWORD_WRONG_COUNT
    )
    #expect(
      halfword_classify_certified(
        [halfword_model()],
        [0, 0],
        2,
        &output,
        2,
        nil,
        0,
        &index,
        &certified
      ) == HALFWORD_NOT_OPEN
    )
    #expect(output == [7, 7] && index == 99 && certified == 99)
  }
}
