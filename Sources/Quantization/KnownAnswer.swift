import FloatNetwork
import HalfwordRuntime

/// An input and the output that a model gives for it, both in Q8.8, for the self-test of a device.
public struct KnownAnswer: Equatable, Sendable {
  /// One value an input.
  public let input: [Int16]
  /// One value an output.
  public let output: [Int16]

  /// Pairs an input with its output.
  public init(input: [Int16], output: [Int16]) {
    self.input = input
    self.output = output
  }
}

extension QuantizedNetwork {
  /// Answers to `count` inputs that are spread over the input range, at most 1 from zero where the
  /// range is wider, so that few sums saturate.
  ///
  /// The same network and count give the same answers.
  ///
  /// - Throws: `ImageWriterError` where the network does not fit an image.
  public func knownAnswers(count: Int) throws -> [KnownAnswer] {
    guard count > 0 else { return [] }
    let image = try image()
    return try (0..<count).map { index in
      let input = spreadInput(from: UInt32(truncatingIfNeeded: index * inputCount))
      return KnownAnswer(input: input, output: try output(of: image, for: input))
    }
  }

  /// The multiples of the golden ratio modulo 1 (a Weyl sequence), from a place in it on, as Q8.8
  /// values.
  private func spreadInput(from start: UInt32) -> [Int16] {
    let goldenRatio: UInt32 = 0x9E37_79B9
    let near = -Q8_8.one...Q8_8.one
    let range = inputRange.overlaps(near) ? inputRange.clamped(to: near) : inputRange
    let width = UInt64(Int(range.upperBound) - Int(range.lowerBound) + 1)
    return (0..<UInt32(inputCount)).map { index in
      let fraction = UInt64((start &+ index &+ 1) &* goldenRatio)
      return Int16(Int(range.lowerBound) + Int((fraction * width) >> 32))
    }
  }

  private func output(of image: [UInt8], for input: [Int16]) throws(RuntimeError) -> [Int16] {
    let words = image.alignedWords
    var output = [Int16](repeating: 0, count: outputCount)
    var workspace = [UInt32](repeating: 0, count: workspaceSize / 4)
    var values = output.mutableSpan
    var memory = workspace.mutableSpan
    var bytes = unsafe memory.mutableBytes
    let model = unsafe try ModelImage(opening: words.span.bytes)
    try model.run(input.span, into: &values, workspace: &bytes)
    return output
  }
}
