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
    let word = Int16(truncatingIfNeeded: min(inputError, UInt32(ErrorBound.largestHidden)))
    var uniform = InlineArray<16, Int16>(repeating: word)
    // Lost from the beginning where nothing is known of the weights, or an error is too large to be carried.
    var lostBits: Int32 =
      roundingLaw == .unknown || inputError > UInt32(ErrorBound.largestHidden) ? 1 : 0
    return unsafe try withUnsafeMutablePointer(to: &uniform) { (uniform) throws(RuntimeError) in
      let first = unsafe UnsafeMutableRawPointer(uniform).assumingMemoryBound(to: Int16.self)
      var sourceErrors = unsafe ErrorWords(uniform: first, stretch: 16)
      var source = unsafe buffers.input
      var reader = layers()
      while true {
        let layer = try reader.next()
        let isLast = reader.index == layerCount
        let destination =
          isLast
          ? unsafe buffers.output : unsafe try hiddenValues(of: layer, in: buffers.workspace)
        let destinationErrors =
          isLast
          ? unsafe ErrorWords(outputs: errors)
          : unsafe ErrorWords(hidden: errorWords(besides: destination))
        guard source.count == layer.inputCount, destination.count == layer.unitCount else {
          throw .badLayer
        }
        var outputs = unsafe destination.mutableSpan
        let inputs = unsafe source.span
        lostBits |= runBoundedLayer(
          layer,
          inputs: inputs,
          sourceErrors,
          &outputs,
          destinationErrors,
          isFirst: reader.index == 1
        )
        if isLast {
          return finish(layer, &outputs, destinationErrors, lostBits: lostBits)
        }
        if layer.activation == .softmax {
          lostBits |= finishSoftmax(&outputs, destinationErrors)
        }
        unsafe source = UnsafeBufferPointer(destination)
        sourceErrors = destinationErrors
      }
    }
  }

  /// The error words of hidden values lie behind all values, as far apart as these.
  @inline(__always)
  @unsafe
  private func errorWords(
    besides values: UnsafeMutableBufferPointer<Int16>
  ) -> UnsafeMutablePointer<Int16> {
    // The values lie in a workspace that is twice as large as its part for values.
    unsafe values.baseAddress.unsafelyUnwrapped + workspaceSize / WeightPanels.bytesPerValue
  }

  /// Runs one layer but for a softmax.
  ///
  /// - Returns: 0, or other bits where the run has no bound.
  @inline(never)
  private func runBoundedLayer(
    _ layer: LayerDescriptor,
    inputs: Span<Int16>,
    _ inputErrors: ErrorWords,
    _ outputs: inout MutableSpan<Int16>,
    _ errors: ErrorWords,
    isFirst: Bool
  ) -> Int32 {
    guard var rows = LayerRows(layer, row: 0, image: bytes, inputs: inputs) else { return 1 }
    var magnitudes: UInt32 = 0
    var errorSum: UInt32 = 0
    var ends: Int32 = 0
    for index in inputs.indices {
      let value = Int32(unsafe inputs[unchecked: index])
      let sign = value.signMask
      let magnitude = (value ^ sign) &- sign
      magnitudes = magnitudes &+ UInt32(bitPattern: magnitude)
      errorSum = errorSum &+ UInt32(bitPattern: inputErrors.load(index))
      // Bit 15 for a word at an end.
      ends |= (value ^ sign) &+ 1
    }
    let common = ErrorBound.common(magnitudes: magnitudes, errors: errorSum)
    var unit = BoundedReduction(layer, biasesAreRounded: roundingLaw == .plainBiases)
    var sums = PanelSums(repeating: WideSum(0))
    var rowsLeft = layer.rowCount
    while rowsLeft > 0 {
      let count = min(rowsLeft, WeightPanels.rowsPerPanel)
      rows.sumPanel(&sums)
      var carried = PanelSums(repeating: common)
      // The error words of a first layer are all the same, often 0.
      if errorSum != 0 { rows.addErrors(inputErrors, to: &carried) }
      for row in 0..<count {
        unsafe unit.take(
          preActivation: rows.preActivation(sums[unchecked: row], row: row),
          carried: rows.carriedError(carried[unchecked: row], row: row),
          &outputs,
          errors
        )
      }
      rows.advance(by: layer.panels.panelSize)
      rowsLeft = rowsLeft &- count
    }
    activate(&outputs, from: 0, to: layer.unitCount, by: layer.activation)
    return unit.lostBits | (isFirst ? ends & 0x8000 : 0)
  }

  /// Softmax, and the errors of its shares.
  ///
  /// - Returns: 0, or other bits where the run has no bound.
  private func finishSoftmax(
    _ values: inout MutableSpan<Int16>,
    _ errors: ErrorWords
  ) -> Int32 {
    var largest: Int32 = 0
    for index in values.indices { largest = largest.maximum(errors.load(index)) }
    let error = ErrorBound.ofShares(count: values.count, largest: largest)
    for index in values.indices { errors.store(error, at: index) }
    softmax(&values)
    return error & ~errors.largest
  }

  private func finish(
    _ layer: LayerDescriptor,
    _ outputs: inout MutableSpan<Int16>,
    _ errors: ErrorWords,
    lostBits: Int32
  ) -> Certificate {
    var certificate = certificate(outputs.span, errors)
    var lostBits = lostBits
    if layer.activation == .softmax, layer.activation.isIncluded {
      lostBits |= finishSoftmax(&outputs, errors)
    }
    if lostBits != 0 {
      for index in outputs.indices { errors.store(-1, at: index) }
      certificate = Certificate(answer: certificate.answer, isCertified: false)
    }
    return certificate
  }

  /// The answer that the last layer's values give, before a softmax, and whether none of them can be so far off
  /// that it is another one.
  private func certificate(_ scores: Span<Int16>, _ errors: ErrorWords) -> Certificate {
    let answer = answer
    // Whether what is read is the largest of the scores with their signs turned.
    let turned: Int32 = answer == .smallest ? -1 : 0
    let threshold = Int32(bitPattern: bytes.word(at: ImageFormat.HeaderField.threshold))
    var reached = 0
    var best = 0
    var bestScore = Int32.min
    for index in scores.indices {
      let score = Int32(unsafe scores[unchecked: index]) &<< ErrorBound.fractionBits
      if score >= threshold { reached = reached &+ 1 }
      let ranked = (score ^ turned) &- turned
      if ranked > bestScore { (best, bestScore) = (index, ranked) }
    }
    let lowest = bestScore &- errors.load(best)
    var isCertified = answer != .values
    for index in scores.indices {
      let score = Int32(unsafe scores[unchecked: index]) &<< ErrorBound.fractionBits
      let error = errors.load(index)
      if answer == .threshold {
        if score >= threshold ? score &- error < threshold : score &+ error >= threshold {
          isCertified = false
        }
      } else if index != best, (score ^ turned) &- turned &+ error >= lowest {
        isCertified = false
      }
    }
    return Certificate(answer: answer == .threshold ? reached : best, isCertified: isCertified)
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
