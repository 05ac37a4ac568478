/// What a run with error words says of the model's answer.
public struct Certificate: Equatable, Sendable {
  /// The class, for a model that is read by its largest or smallest output; for a threshold the number of outputs
  /// that reach it.
  public let answer: Int
  /// Whether the float network provably gives the same answer.
  public let isCertified: Bool
}

extension ModelImage {
  /// Runs the layers one after the other, and beside each value carries its error word.
  ///
  /// - Parameters:
  ///   - buffers: as for a run, the workspace twice as large: values, then in the same places error words.
  ///   - inputError: the most that an input may differ from its word, in sixteenths of its step.
  ///   - errors: room for the error word of each output.
  /// - Throws: as `run(_:observer:findsClass:)`.
  @unsafe
  func runBounded(
    _ buffers: RunBuffers,
    inputError: UInt32,
    errors: UnsafeMutablePointer<UInt32>
  ) throws(RuntimeError) -> Certificate {
    unsafe try check(buffers)
    guard unsafe buffers.workspace.count &- workspaceSize >= workspaceSize else {
      throw .workspaceTooSmall
    }
    let word = min(inputError, UInt32(ErrorBound.largestHidden))
    var uniform = InlineArray<8, UInt32>(repeating: word | word &<< 16)
    // Lost from the beginning where nothing is known of the weights, or an error is too large to be carried.
    let isLost = roundingLaw == .unknown || inputError > UInt32(ErrorBound.largestHidden)
    return unsafe try withUnsafeMutablePointer(to: &uniform) { (uniform) throws(RuntimeError) in
      let first = unsafe UnsafeMutableRawPointer(uniform).assumingMemoryBound(to: Int16.self)
      return unsafe try runBounded(
        buffers,
        inputErrors: ErrorWords(uniform: first, stretch: 16),
        errorSum: word &* UInt32(truncatingIfNeeded: inputCount),
        errors: ErrorWords(outputs: errors),
        lostBits: isLost ? 1 : 0
      )
    }
  }

  /// - Parameters:
  ///   - errorSum: the sum of the inputs' error words.
  ///   - lostBits: not 0 where the run has no bound from the beginning.
  @inline(__always)
  @unsafe
  private func runBounded(
    _ buffers: RunBuffers,
    inputErrors: ErrorWords,
    errorSum: UInt32,
    errors: ErrorWords,
    lostBits: Int32
  ) throws(RuntimeError) -> Certificate {
    var lostBits = lostBits
    // The sum of a tensor's error words, where the layer that reads it comes next.
    var (carriedSum, carriedTensor) = (errorSum, 0)
    var reader = ReaderState(self)
    var layer = LayerDescriptor()
    while true {
      try reader.next(&layer)
      let isLast = reader.isAtEnd
      let memory = unsafe try LayerMemory(of: layer, isLast: isLast, buffers)
      let sourceErrors =
        layer.sourceOffset == nil
        ? inputErrors : unsafe ErrorWords(besides: memory.source, workspaceSize: workspaceSize)
      let destinationErrors =
        isLast
        ? errors : unsafe ErrorWords(besides: memory.destination, workspaceSize: workspaceSize)
      var sum = errorSum
      if layer.kind == .dense, layer.source != 0 {
        sum =
          layer.source == carriedTensor
          ? carriedSum : sourceErrors.sum(count: layer.inputCount)
      }
      lostBits |= unsafe try bound(
        &layer,
        &reader,
        buffers,
        memory,
        BoundedErrors(inputs: inputErrors, source: sourceErrors, destination: destinationErrors),
        errorSum: &sum
      )
      (carriedSum, carriedTensor) = (sum, layer.kind == .dense ? reader.index : -1)
      if isLast { return unsafe finish(layer, memory.values, errors, lostBits: lostBits) }
      if layer.activation == .softmax {
        lostBits |= unsafe finishSoftmax(memory.values, destinationErrors, errorSum: &carriedSum)
      }
    }
  }

  /// Runs a layer, and an addition in its last step, but for a softmax, with its errors.
  ///
  /// - Parameters:
  ///   - layer: stays what it is; `inout` spares a copy.
  ///   - errorSum: of a dense layer the sum of the error words of what it reads; then that of what it gives.
  /// - Returns: 0, or other bits where the run has no bound.
  /// - Throws: `RuntimeError.notLinked`, and `.badLayer` where the image has changed since it was opened.
  @inline(__always)
  @unsafe
  private func bound(
    _ layer: inout LayerDescriptor,
    _ reader: inout ReaderState,
    _ buffers: RunBuffers,
    _ memory: LayerMemory,
    _ errors: BoundedErrors,
    errorSum: inout UInt32
  ) throws(RuntimeError) -> Int32 {
    let bound = kernels.errors(of: layer)
    guard bound.isLinked else { throw .notLinked }
    let (law, workspaceSize) = (roundingLaw, workspaceSize)
    return unsafe try withUnsafeMutablePointer(to: &reader) { (reader) throws(RuntimeError) in
      unsafe try withUnsafeMutablePointer(to: &layer) { (layer) throws(RuntimeError) in
        var run = unsafe BoundedLayerRun(
          layer: layer,
          reader: reader,
          buffers: buffers,
          memory: memory,
          errors: errors,
          workspaceSize: workspaceSize,
          law: law,
          errorSum: errorSum
        )
        unsafe bound(&run)
        if let error = unsafe run.error { throw error }
        errorSum = unsafe run.errorSum
        return unsafe run.lostBits
      }
    }
  }

  /// Softmax, and the errors of its shares.
  ///
  /// - Parameter errorSum: then the sum of these.
  /// - Returns: 0, or other bits where the run has no bound.
  @inline(never)
  @unsafe
  private func finishSoftmax(
    _ logits: UnsafeMutableBufferPointer<Int16>,
    _ errors: ErrorWords,
    errorSum: inout UInt32
  ) -> Int32 {
    var largest: Int32 = 0
    for index in logits.indices { largest = max(largest, errors.load(index)) }
    let error = ErrorBound.ofShares(count: logits.count, largest: largest)
    for index in logits.indices { errors.store(error, at: index) }
    errorSum = UInt32(bitPattern: error) &* UInt32(truncatingIfNeeded: logits.count)
    unsafe kernels.softmax(logits)
    return error & ~errors.largest
  }

  @inline(__always)
  @unsafe
  private func finish(
    _ layer: LayerDescriptor,
    _ outputs: UnsafeMutableBufferPointer<Int16>,
    _ errors: ErrorWords,
    lostBits: Int32
  ) -> Certificate {
    // A class is taken before a softmax, and a threshold is one of its shares.
    var certificate = unsafe certificate(outputs.span, errors)
    var lostBits = lostBits
    if layer.activation == .softmax {
      var errorSum: UInt32 = 0
      lostBits |= unsafe finishSoftmax(outputs, errors, errorSum: &errorSum)
      if answer == .threshold { certificate = unsafe self.certificate(outputs.span, errors) }
    }
    guard lostBits != 0 else { return certificate }
    for index in outputs.indices { errors.store(-1, at: index) }
    return Certificate(answer: certificate.answer, isCertified: false)
  }

  /// The answer that scores give, and whether none of them can be so far off that it is another one.
  @inline(never)
  private func certificate(_ scores: Span<Int16>, _ errors: ErrorWords) -> Certificate {
    let answer = answer
    // Against a threshold each score stands alone; otherwise against the best.
    var limit = Int32(bitPattern: bytes.word(at: ImageFormat.HeaderField.threshold))
    var read = 0
    if answer != .threshold {
      for index in scores.indices where rank(index, scores, answer) > rank(read, scores, answer) {
        read = index
      }
      limit = rank(read, scores, answer) &- errors.load(read)
    }
    var isCertified = answer != .values
    var reached = 0
    for index in scores.indices {
      let score = rank(index, scores, answer)
      let error = errors.load(index)
      if answer == .threshold, score >= limit {
        reached = reached &+ 1
        if score &- error < limit { isCertified = false }
      } else if answer == .threshold || index != read, score &+ error >= limit {
        isCertified = false
      }
    }
    return Certificate(answer: answer == .threshold ? reached : read, isCertified: isCertified)
  }

  /// A score in sixteenths of an ulp; the best is the largest.
  @inline(__always)
  private func rank(_ index: Int, _ scores: Span<Int16>, _ answer: AnswerCode) -> Int32 {
    let score = Int32(unsafe scores[unchecked: index]) &<< ErrorBound.fractionBits
    return answer == .smallest ? 0 &- score : score
  }

  /// What is read from the outputs.
  public var answer: AnswerCode {
    AnswerCode(rawValue: bytes.byte(at: ImageFormat.HeaderField.answer)) ?? .values
  }

  /// What is known of the weights' rounding.
  public var roundingLaw: RoundingLaw {
    RoundingLaw(rawValue: bytes.byte(at: ImageFormat.HeaderField.roundingLaw)) ?? .unknown
  }
}

/// The sum of words' magnitudes, and 0 where none of them is at an end of 16 bits.
@inline(__always)
@unsafe
func magnitudes(
  of words: UnsafePointer<Int16>,
  count: Int
) -> (sum: UInt32, ends: Int32) {
  var sum: Int32 = 0
  var bits: Int32 = 0
  for index in 0..<count {
    let word = Int32(unsafe words[index])
    let turned = word ^ (word &>> 31)
    sum = sum &+ turned &- (word &>> 31)
    bits |= turned &+ 1
  }
  return (UInt32(bitPattern: sum), bits & 0x8000)
}
