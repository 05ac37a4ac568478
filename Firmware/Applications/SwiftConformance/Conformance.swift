internal import CApplication
import HalfwordRuntime

/// Checks models, and counts and names what does not hold.
struct Conformance {
  private(set) var failures: UInt32 = 0
  private var output = InlineArray<8, Int16>(repeating: -1)
  private var errors = InlineArray<8, UInt32>(repeating: 99)
  private var workspace = InlineArray<82, UInt32>(repeating: 0)
  private var saturations = InlineArray<20, UInt32>(repeating: 0)

  /// Checks a model's image, and each of its samples.
  @unsafe
  mutating func check(_ example: example) {
    let image = unsafe UnsafeRawBufferPointer(start: example.image, count: Int(example.image_size))
    do throws(RuntimeError) {
      let model = unsafe try ModelImage(opening: image.bytes)
      unsafe check(try isIntact(model, identity: example.identity), example, "the image")
      for sample in unsafe 0..<Int(example.sample_count) {
        unsafe try check(sample, of: example, on: model)
      }
    } catch {
      unsafe check(false, example, "an error")
      write_signed(error.rawValue)
      write("\n")
    }
  }

  private mutating func isIntact(
    _ model: borrowing ModelImage,
    identity: UInt64
  ) throws(RuntimeError) -> Bool {
    try model.verify()
    var output = output.mutableSpan
    var modelOutput = output._mutatingExtracting(first: model.outputCount)
    var words = workspace.mutableSpan
    var bytes = unsafe words.mutableBytes
    let result = try model.selfTest(output: &modelOutput, workspace: &bytes)
    return result == .passed && model.identity == identity
  }

  @unsafe
  private mutating func check(
    _ sample: Int,
    of example: example,
    on model: borrowing ModelImage
  ) throws(RuntimeError) {
    let inputCount = unsafe Int(example.input_count)
    let input = unsafe UnsafeBufferPointer(
      start: example.inputs + sample * inputCount,
      count: inputCount
    ).span
    let expected = unsafe UnsafeBufferPointer(
      start: example.outputs + sample * Int(example.output_count),
      count: Int(example.output_count)
    ).span
    let expectedClass = unsafe Int(example.classes[sample])

    var classIndex = try run(model, input)
    unsafe check(classIndex == expectedClass && outputIs(expected), example, "run")
    classIndex = try runCounting(model, input)
    unsafe check(classIndex == expectedClass && outputIs(expected), example, "run and count")
    let certificate = try runBounded(model, input)
    unsafe check(outputIs(expected), example, "run with error words")
    unsafe check(isExpected(certificate, sample, of: example), example, "certificate")
    for rows in 1..<8 {
      classIndex = try runInSteps(model, input, ofRows: rows)
      unsafe check(classIndex == expectedClass && outputIs(expected), example, "step")
    }
    let outside = try model.outOfRangeCount(input)
    unsafe check(outside == 0, example, "check input")

    unsafe board_write(example.name)
    for index in 0..<expected.count {
      write(" ")
      write_signed(Int32(output[index]))
    }
    write("\n")
  }

  private func outputIs(_ expected: Span<Int16>) -> Bool {
    for index in expected.indices where output[index] != expected[index] { return false }
    return true
  }

  /// Whether a certificate, and the error words of the last run, are those of the host.
  @unsafe
  private func isExpected(_ certificate: Certificate, _ sample: Int, of example: example) -> Bool {
    let count = unsafe Int(example.output_count)
    for index in 0..<count {
      if unsafe errors[index] != example.errors[sample * count + index] { return false }
    }
    return unsafe certificate.answer == Int(example.answers[sample])
      && certificate.isCertified == (example.certified[sample] != 0)
  }

  @unsafe
  private mutating func check(_ holds: Bool, _ example: example, _ what: StaticString) {
    if holds { return }
    failures += 1
    unsafe board_write(example.name)
    write(": ")
    write(what)
    write("\n")
  }
}

/// The ways to run a model; each gives the class, and leaves the output in `output`.
extension Conformance {
  private mutating func run(
    _ model: borrowing ModelImage,
    _ input: Span<Int16>
  ) throws(RuntimeError) -> Int {
    clearOutput()
    var output = output.mutableSpan
    var modelOutput = output._mutatingExtracting(first: model.outputCount)
    var words = workspace.mutableSpan
    var bytes = unsafe words.mutableBytes
    return try model.run(input, into: &modelOutput, workspace: &bytes)
  }

  private mutating func runCounting(
    _ model: borrowing ModelImage,
    _ input: Span<Int16>
  ) throws(RuntimeError) -> Int {
    clearOutput()
    var output = output.mutableSpan
    var modelOutput = output._mutatingExtracting(first: model.outputCount)
    var words = workspace.mutableSpan
    var bytes = unsafe words.mutableBytes
    var counters = saturations.mutableSpan
    var layerCounters = counters._mutatingExtracting(first: model.layerCount)
    return try model.run(
      input,
      into: &modelOutput,
      workspace: &bytes,
      addingSaturationsTo: &layerCounters
    )
  }

  private mutating func runBounded(
    _ model: borrowing ModelImage,
    _ input: Span<Int16>
  ) throws(RuntimeError) -> Certificate {
    clearOutput()
    var output = output.mutableSpan
    var modelOutput = output._mutatingExtracting(first: model.outputCount)
    var errorWords = errors.mutableSpan
    var modelErrors = errorWords._mutatingExtracting(first: model.outputCount)
    var words = workspace.mutableSpan
    var bytes = unsafe words.mutableBytes
    return try model.runBounded(
      input,
      into: &modelOutput,
      errors: &modelErrors,
      workspace: &bytes
    )
  }

  private mutating func runInSteps(
    _ model: borrowing ModelImage,
    _ input: Span<Int16>,
    ofRows rows: Int
  ) throws(RuntimeError) -> Int {
    clearOutput()
    var output = output.mutableSpan
    var modelOutput = output._mutatingExtracting(first: model.outputCount)
    var words = workspace.mutableSpan
    var bytes = unsafe words.mutableBytes
    var progress = RunProgress()
    while true {
      let classIndex = try model.step(
        &progress,
        input,
        into: &modelOutput,
        workspace: &bytes,
        maximumRows: rows
      )
      if let classIndex { return classIndex }
    }
  }

  private mutating func clearOutput() {
    for index in output.indices { output[index] = -1 }
    for index in errors.indices { errors[index] = 99 }
  }
}
