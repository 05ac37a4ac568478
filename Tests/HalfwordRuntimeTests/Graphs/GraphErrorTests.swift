import CHalfword
import HalfwordRuntime
import Testing
import _TestSupport

/// A graph's run with error words gives the outputs of a run, and the error words of the reference.
@Suite struct GraphErrorTests {
  @Test func errorWordsAreThoseOfTheReference() throws {
    var (bounded, count) = (0, 0)
    for seed in 0..<400 {
      var model = GraphGenerator.graph(seed: UInt64(20_000 + seed), parts: 0...3)
      var random = TestRandom(seed: UInt64(seed))
      model.roundingLaw = [.startWords, .plainBiases, .startWords, .unknown][seed % 4]
      for index in model.layers.indices {
        if seed % 3 > 0 { model.layers[index].soften(&random) }
        // Of softmax other tests tell.
        if model.layers[index].activation == .softmax { model.layers[index].activation = .linear }
      }
      let opened = TestModel(model.image())
      try #require(opened.status == 0 && opened.verify() == 0)
      for inputError in [0, 8, 100] as [UInt32] {
        let limit: Int16 = [100, 1_000, 32_767].randomElement(using: &random)!
        let input = random.values(model.input.count, in: -limit...limit)
        let reference = GraphErrors(model, input, inputError: Int64(inputError))
        let result = opened.runBounded(input, inputError)
        try #require(result.output == reference.values[model.layers.count])
        let expected =
          reference.isBounded
          ? reference.errors[model.layers.count].map { UInt32($0) }
          : Array(repeating: .max, count: result.errors.count)
        try #require(result.errors == expected, "seed \(seed): \(model.summary)")
        count += 1
        if reference.isBounded { bounded += 1 }
      }
    }
    #expect(bounded > count / 10, "\(bounded) of \(count)")
  }
}

extension GraphLayer {
  /// Smaller numbers, so that errors stay small.
  fileprivate mutating func soften(_ random: inout TestRandom) {
    if hasWeights {
      weights = weights.map { $0 / 64 }
      fractions = fractions.map { _ in UInt8.random(in: 9...12, using: &random) }
      starts = starts.map { $0 / 4_096 }
      sums = .bits64
    }
    shifts = shifts.map {
      Shifts(first: $0.first % 2, second: $0.second % 2, down: 1 + $0.down % 2)
    }
    if activation == .table {
      points = Points(lowest: -2_048, shift: 4, values: (0...256).map { Int16($0 * $0 / 32 - 300) })
      points.error = Int16.random(in: 0...20, using: &random)
    }
  }
}

extension TestModel {
  fileprivate func runBounded(
    _ input: [Int16],
    _ inputError: UInt32
  ) -> (output: [Int16], errors: [UInt32]) {
    let count = Int(halfword_output_count([handle]))
    let size = halfword_bounded_workspace_size([handle])
    var workspace = [UInt32](repeating: 0xDEAD_BEEF, count: Int(size) / 4)
    var output = [Int16](repeating: 0, count: count)
    var errors = [UInt32](repeating: 7, count: count)
    let status = halfword_run_bounded(
      [handle],
      input,
      UInt32(input.count),
      inputError,
      &output,
      &errors,
      UInt32(count),
      &workspace,
      size
    )
    return status == 0 ? (output, errors) : ([], [])
  }
}
