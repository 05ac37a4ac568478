/// A network without its weights, written in one line.
///
/// ```
/// 256 maxout:64x2 dropout:0.5 relu:32 softmax:10
/// ```
///
/// The first word is the number of inputs. Each further word is a layer, `activation:units`
/// (for maxout `maxout:unitsxpieces`), or `dropout:p`: training then drops each value that stands
/// before this word, an input or a unit's output, with probability p.
public struct NetworkDescription: Equatable, Sendable, CustomStringConvertible {
  /// One layer without its weights.
  public struct Layer: Equatable, Sendable {
    /// What the layer does to z.
    public var activation: Activation
    /// How many values the layer gives.
    public var unitCount: Int
    /// The rate at which training drops each of the layer's inputs.
    public var inputDropout: Double

    /// Describes a layer.
    public init(activation: Activation, unitCount: Int, inputDropout: Double = 0) {
      self.activation = activation
      self.unitCount = unitCount
      self.inputDropout = inputDropout
    }
  }

  /// How many inputs the network takes.
  public var inputCount: Int
  /// The layers, the input's first.
  public var layers: [Layer]

  /// Describes a network.
  public init(inputCount: Int, layers: [Layer]) {
    self.inputCount = inputCount
    self.layers = layers
  }

  /// The line that `init(parsing:)` reads back to an equal description.
  public var description: String {
    var words = ["\(inputCount)"]
    for layer in layers {
      if layer.inputDropout > 0 { words.append("dropout:\(layer.inputDropout)") }
      if case .maxout(let pieces) = layer.activation {
        words.append("maxout:\(layer.unitCount)x\(pieces)")
      } else {
        words.append("\(layer.activation.name):\(layer.unitCount)")
      }
    }
    return words.joined(separator: " ")
  }

  /// The largest number of inputs, units or rows that a layer may have: the image counts them in
  /// 16 bits.
  public static let largestCount = 65_535
  /// The largest number of maxout pieces: the image counts them in 8 bits.
  public static let largestPieceCount = 255
}

/// Which word of a network description is wrong, and why.
public struct NetworkDescriptionError: Error, Equatable, CustomStringConvertible {
  /// The whole line.
  public let line: String
  /// Where the word begins, in characters from the start of the line.
  public let column: Int
  /// The word; empty where one is missing.
  public let word: String
  /// What is wrong with it and what would be right.
  public let reason: String

  /// The reason, then the line with the word marked below it.
  public var description: String {
    let mark = String(repeating: " ", count: column) + "^"
    let tail = String(repeating: "~", count: max(0, word.count - 1))
    let quoted = word.isEmpty ? "the network" : "\"\(word)\" in the network"
    return "\(quoted): \(reason)\n  \(line)\n  \(mark)\(tail)"
  }
}
