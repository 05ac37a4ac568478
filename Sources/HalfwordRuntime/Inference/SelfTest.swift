/// What a self-test found.
public enum SelfTestResult: Equatable, Sendable {
  /// Every layer is intact and every known answer was given.
  case passed
  /// The bytes of this layer, counted from 0, are not those that were written.
  case damagedLayer(Int)
  /// For the input of this known answer, counted from 0, the model gave another output.
  case wrongAnswer(Int)
}

extension ModelImage {
  /// Whether the bytes of one layer are those that were written.
  ///
  /// Takes time proportional to the layer's bytes, so that a main loop can test one layer a turn.
  ///
  /// - Parameter index: the layer, from 0.
  /// - Throws: `RuntimeError.noSuchLayer`, and `.badLayer` where the image has changed since it was
  ///   opened.
  public func isLayerIntact(at index: Int) throws(RuntimeError) -> Bool {
    guard index >= 0, index < layerCount else { throw .noSuchLayer }
    var reader = layers()
    var layer = try reader.next()
    for _ in 0..<index { layer = try reader.next() }
    return isIntact(layer, at: index)
  }

  /// Tests the layers' checksums, then runs the known answers from where they stand in the image.
  ///
  /// - Parameters:
  ///   - output: room for an output; of no meaning afterwards.
  ///   - workspace: as for a run.
  @unsafe
  func selfTest(
    output: UnsafeMutableBufferPointer<Int16>,
    workspace: UnsafeMutableRawBufferPointer
  ) throws(RuntimeError) -> SelfTestResult {
    var reader = layers()
    for index in 0..<layerCount {
      guard isIntact(try reader.next(), at: index) else { return .damagedLayer(index) }
    }
    for index in 0..<knownAnswerCount {
      guard unsafe try givesKnownAnswer(at: index, output, workspace) else {
        return .wrongAnswer(index)
      }
    }
    return .passed
  }

  @unsafe
  private func givesKnownAnswer(
    at index: Int,
    _ output: UnsafeMutableBufferPointer<Int16>,
    _ workspace: UnsafeMutableRawBufferPointer
  ) throws(RuntimeError) -> Bool {
    let start = offset(ofKnownAnswerAt: index)
    var observer = NoObserver()
    _ = unsafe try bytes.withUnsafeBytes { (image) throws(RuntimeError) in
      guard let base = image.baseAddress else { throw .truncated }
      let input = unsafe (base + start).assumingMemoryBound(to: Int16.self)
      return unsafe try run(
        RunBuffers(
          input: UnsafeBufferPointer(start: input, count: inputCount),
          output: output,
          workspace: workspace
        ),
        observer: &observer,
        findsClass: false
      )
    }
    let expected = start &+ knownAnswers.inputSize
    for unit in 0..<outputCount {
      let value = bytes.value(at: expected &+ unit &* WeightPanels.bytesPerValue)
      guard unsafe output[unit] == value else { return false }
    }
    return true
  }
}
