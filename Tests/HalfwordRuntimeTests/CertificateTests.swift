import CHalfword
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

/// What a run with error words gives through the C interface: the words that `ErrorWords` computes from the
/// documents, the answer, and statuses. That the words bound errors is tested with the proofs.
@Suite struct CertificateTests {
  private struct Result: Equatable {
    var status: halfword_status
    var output: [Int16]
    var errors: [UInt32]
    var answer: UInt32 = 99
    var certified: UInt32 = 99
  }

  private func classify(
    _ model: TestModel,
    _ input: [Int16],
    inputError: UInt32 = 0
  ) -> Result {
    let count = Int(halfword_output_count([model.handle]))
    let size = halfword_bounded_workspace_size([model.handle])
    var workspace = [UInt32](repeating: 0xDEAD_BEEF, count: Int(size) / 4)
    var result = Result(
      status: 0,
      output: Array(repeating: 7, count: count),
      errors: Array(repeating: 7, count: count)
    )
    result.status = halfword_classify_certified(
      [model.handle],
      input,
      UInt32(input.count),
      inputError,
      &result.output,
      &result.errors,
      UInt32(count),
      &workspace,
      size,
      &result.answer,
      &result.certified
    )
    return result
  }

  /// Two units that pass on their input, twice as large.
  private func doubling(
    _ answer: Answer = .largest,
    activation: Activation = .linear
  ) throws -> TestModel {
    var network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: 2,
        unitCount: 2,
        activation: activation,
        weightFractionBits: 8,
        weights: [512, 0, 0, 512],
        biases: [0, 0]
      )
    ])
    network.roundingLaw = .startWords
    network.record = ExportRecord()
    network.record?.answer = answer
    return try TestModel(network)
  }

  /// e = ⌈(8 S + ⌊S/32⌋ + 12) / 256⌉ + 8, by hand: 9 for small inputs.
  @Test func errorWordsAreTheOnesOfTheDocument() throws {
    let model = try doubling()
    #expect(
      classify(model, [5, 0])
        == Result(status: HALFWORD_OK, output: [10, 0], errors: [9, 9], answer: 0, certified: 1)
    )
    // S = 3,000: 8 · 3,000 + 93 + 12 = 24,105, over 256 is 94.2.
    #expect(classify(model, [1_000, -2_000]).errors == [103, 103])
    // Each input off by 8: Σ|w|ε = 512 · 8 less 0, twice 8 for E, 8 for its half: 4,096 + 16 + 8 + 40 + 12.
    #expect(classify(model, [5, 0], inputError: 8).errors == [25, 25])
  }

  /// The lead must exceed both errors, here 18 sixteenths.
  @Test(arguments: [
    ([Int16(5), 0], UInt32(0), UInt32(1)), ([1, 0], 0, 1), ([0, 1], 1, 1), ([7, 7], 0, 0),
    ([-32_767, 0], 1, 0),
  ])
  func aLargestAnswerMustLeadByBothErrors(
    input: [Int16],
    answer: UInt32,
    certified: UInt32
  ) throws {
    let result = try classify(doubling(), input)
    #expect(result.answer == answer && result.certified == certified)
  }

  @Test(arguments: [
    ([Int16(5), 0], UInt32(1), UInt32(1)), ([0, 1], 0, 1), ([-1, 0], 0, 1), ([7, 7], 0, 0),
  ])
  func aSmallestAnswerLikewise(input: [Int16], answer: UInt32, certified: UInt32) throws {
    let result = try classify(doubling(.smallest), input)
    #expect(result.answer == answer && result.certified == certified)
  }

  /// Outputs are 2 · input / 256, the threshold 10 ulps.
  @Test(arguments: [
    ([Int16(5), 5], UInt32(2), UInt32(0)), ([6, 4], 1, 1), ([4, 3], 0, 1), ([6, 5], 2, 0),
    ([-90, 90], 1, 1),
  ])
  func outputsMustBeFurtherFromAThresholdThanTheirErrors(
    input: [Int16],
    answer: UInt32,
    certified: UInt32
  ) throws {
    let result = try classify(doubling(.threshold(10.0 / 256)), input)
    #expect(result.answer == answer && result.certified == certified)
  }

  @Test func valuesHaveErrorsAndNoCertificate() throws {
    let result = try classify(doubling(.values), [500, 0])
    #expect(result.certified == 0 && result.errors[0] < 100)
  }

  /// A word at an end may stand for a value beyond it, of which nothing is proved.
  @Test(arguments: [Int16.min, .max])
  func anInputAtAnEndHasNoBound(end: Int16) throws {
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
    network.roundingLaw = .startWords
    let model = try TestModel(network)
    #expect(classify(model, [0, 20_000]).certified == 1)
    let inside = classify(model, [end == .min ? end + 1 : end - 1, 20_000])
    #expect(inside.certified == 1 && inside.errors[0] < 10_000)
    let atEnd = classify(model, [end, 20_000])
    #expect(atEnd.certified == 0 && atEnd.errors == [.max, .max] && atEnd.answer == 0)
  }

  @Test func aSaturatedRunHasNoBound() throws {
    let result = try classify(doubling(), [16_384, 0])
    #expect(result.output == [32_767, 0])
    #expect(result.certified == 0 && result.errors == [.max, .max])
    #expect(try classify(doubling(), [16_383, 0]).certified == 1)
  }

  @Test func withoutALawOfRoundingNothingIsProved() throws {
    let network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: 1,
        unitCount: 1,
        activation: .linear,
        weightFractionBits: 8,
        weights: [256],
        biases: [0]
      )
    ])
    let result = try classify(TestModel(network), [5])
    #expect(result.status == HALFWORD_OK && result.certified == 0 && result.errors == [.max])
  }

  @Test func anErrorOfTheInputsThatDoesNotFitIsNone() throws {
    #expect(try classify(doubling(), [9, 0], inputError: 32_767).errors[0] < 70_000)
    #expect(try classify(doubling(), [9, 0], inputError: 32_768).errors == [.max, .max])
    #expect(try classify(doubling(), [9, 0], inputError: .max).errors == [.max, .max])
  }

  @Test func badCallsGiveAStatus() throws {
    let model = try doubling()
    let handle = [model.handle]
    var (output, errors, index, certified) = (
      [Int16(7), 7], [UInt32(7), 7], UInt32(99), UInt32(99)
    )
    func call(_ count: UInt32, _ handle: [halfword_model]) -> halfword_status {
      halfword_classify_certified(
        handle,
        [0, 0],
        count,
        0,
        &output,
        &errors,
        2,
        nil,
        0,
        &index,
        &certified
      )
    }
    #expect(
      halfword_classify_certified(
        handle,
        [0, 0],
        2,
        0,
        &output,
        nil,
        2,
        nil,
        0,
        &index,
        &certified
      ) == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_classify_certified(
        handle,
        [0, 0],
        2,
        0,
        &output,
        &errors,
        2,
        nil,
        0,
        nil,
        &certified
      )
        == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_classify_certified(handle, [0, 0], 2, 0, &output, &errors, 2, nil, 0, &index, nil)
        == HALFWORD_NULL_POINTER
    )
    #expect(call(1, handle) == HALFWORD_WRONG_COUNT)
    #expect(call(2, [halfword_model()]) == HALFWORD_NOT_OPEN)
    #expect(
      halfword_run_bounded(handle, [0, 0], 2, 0, &output, nil, 2, nil, 0) == HALFWORD_NULL_POINTER
    )
    #expect(output == [7, 7] && errors == [7, 7] && index == 99 && certified == 99)
    let words = UnsafeMutablePointer<UInt32>.allocate(capacity: 4)
    defer { words.deallocate() }
    let output16 = UnsafeMutableRawPointer(words).assumingMemoryBound(to: Int16.self)
    #expect(
      halfword_run_bounded(handle, [0, 0], 2, 0, output16, words, 2, nil, 0) == HALFWORD_OVERLAP
    )
    #expect(halfword_bounded_workspace_size(nil) == 0)
  }

  /// The interface for Swift gives what that for C gives, and refuses other numbers of error words.
  @Test func spansGiveTheSame() throws {
    var random = TestRandom(seed: 82)
    for _ in 0..<20 {
      var network = try Network.random(using: &random).quantized(fractionBits: 8)
      network.roundingLaw = .plainBiases
      let model = try TestModel(network)
      let input = random.values(network.inputCount, in: -300...300)
      let expected = classify(model, input, inputError: 8)
      let image = try ModelImage(opening: UnsafeRawBufferPointer(model.image).bytes)
      var output = [Int16](repeating: 0, count: network.outputCount)
      var errors = [UInt32](repeating: 0, count: network.outputCount)
      var words = [UInt32](repeating: 0, count: max(1, network.boundedWorkspaceSize / 4))
      var outputs = output.mutableSpan
      var errorWords = errors.mutableSpan
      var room = words.mutableSpan
      var workspace = room.mutableBytes
      let certificate = try image.runBounded(
        input.span,
        inputError: 8,
        into: &outputs,
        errors: &errorWords,
        workspace: &workspace
      )
      #expect(certificate.answer == Int(expected.answer))
      #expect(certificate.isCertified == (expected.certified == 1))
      var none = MutableSpan<UInt32>()
      do {
        _ = try image.runBounded(input.span, into: &outputs, errors: &none, workspace: &workspace)
        Issue.record("no room for error words was not refused")
      } catch {
        #expect(error == .wrongCount)
      }
      #expect(output == expected.output && errors == expected.errors)
    }
  }

  @Test func theWorkspaceIsTwiceThatOfARun() throws {
    var random = TestRandom(seed: 80)
    let network = QuantizedNetwork.random(
      inputCount: 5,
      layerCount: 4,
      weightLimit: 300,
      using: &random
    )
    let model = try TestModel(network)
    let size = halfword_bounded_workspace_size([model.handle])
    #expect(size == 2 * halfword_workspace_size([model.handle]))
    var workspace = [UInt32](repeating: 0, count: Int(size) / 4)
    var output = [Int16](repeating: 0, count: network.outputCount)
    var errors = [UInt32](repeating: 0, count: network.outputCount)
    let status = halfword_run_bounded(
      [model.handle],
      [1, 2, 3, 4, 5],
      5,
      0,
      &output,
      &errors,
      UInt32(output.count),
      &workspace,
      size - 1
    )
    #expect(status == HALFWORD_WORKSPACE_TOO_SMALL)
  }

  /// Every activation, every number of fractional bits, all sizes of weights and inputs.
  @Test func randomRunsGiveTheWordsOfTheModel() throws {
    var random = TestRandom(seed: 81)
    var (certified, bounded, count) = (0, 0, 0)
    for index in 0..<2_000 {
      // Of every second network few runs saturate.
      var network =
        index % 2 == 0
        ? QuantizedNetwork.random(
          inputCount: Int.random(in: 1...40, using: &random),
          layerCount: Int.random(in: 1...5, using: &random),
          weightLimit: [30, 300, 4_000, 32_767].randomElement(using: &random)!,
          using: &random
        )
        : try Network.random(using: &random)
          .quantized(fractionBits: UInt8.random(in: 3...12, using: &random))
      if index % 5 == 0 { network = network.endingInSoftmax() }
      network.roundingLaw =
        [.startWords, .plainBiases, .startWords, .plainBiases, .unknown][index % 5]
      network.record = ExportRecord()
      network.record?.answer =
        [.largest, .smallest, .threshold(0.25), .values].randomElement(using: &random)!
      let model = try TestModel(network)
      let limit: Int16 = [20, 256, 3_000, 32_767].randomElement(using: &random)!
      for inputError in [0, 8, 100] as [UInt32] {
        let input = random.values(network.inputCount, in: -limit...limit)
        let result = classify(model, input, inputError: inputError)
        let trace = FixedPointTrace(of: network, for: input)
        let words = ErrorWords(of: trace, in: network, for: input, inputError: Int64(inputError))
        #expect(result.status == HALFWORD_OK && result.output == trace.layers.last?.outputs)
        let expected =
          words.outputs?.map { UInt32($0) } ?? Array(repeating: .max, count: network.outputCount)
        #expect(result.errors == expected)
        #expect((result.certified == 1) == words.isCertified)
        count += 1
        if words.outputs != nil { bounded += 1 }
        if words.isCertified { certified += 1 }
        #expect(classify(model, input, inputError: inputError) == result)
        if result.errors != expected { return }
      }
    }
    #expect(bounded > count / 10 && certified > count / 50, "\(bounded), \(certified) of \(count)")
  }
}

extension QuantizedNetwork {
  /// The same with a softmax in place of the last activation, where that has one piece a unit.
  fileprivate func endingInSoftmax() -> QuantizedNetwork {
    let last = layers[layers.count - 1]
    guard last.activation.pieces == 1 else { return self }
    let softmax = QuantizedLayer(
      inputCount: last.inputCount,
      unitCount: last.unitCount,
      activation: .softmax,
      fractionBits: last.fractionBits,
      weights: last.weights,
      starts: last.starts
    )
    return QuantizedNetwork(layers: layers.dropLast() + [softmax])
  }
}
