extension NetworkDescription {
  /// Reads a network from one line of words.
  ///
  /// - Throws: `NetworkDescriptionError`, which points at the first word that is wrong.
  public init(parsing line: String) throws(NetworkDescriptionError) {
    var parser = NetworkDescriptionParser(line: line)
    self = try parser.parse()
  }
}

/// Reads the words of one line from left to right.
private struct NetworkDescriptionParser {
  let line: String
  var remaining: [Substring]

  /// A dropout rate that waits for the layer it applies to, and the word it came from.
  var pendingDropout: (rate: Double, word: Substring)?

  init(line: String) {
    self.line = line
    self.remaining = line.split(whereSeparator: \.isWhitespace)
  }

  mutating func parse() throws(NetworkDescriptionError) -> NetworkDescription {
    guard let first = remaining.first else {
      throw error(at: nil, "is empty; write the inputs, then layers, for example \(Self.example)")
    }
    remaining.removeFirst()
    let inputCount = try count(first, in: first, of: "inputs")
    var layers: [NetworkDescription.Layer] = []
    for word in remaining {
      if let layer = try layer(from: word) { layers.append(layer) }
    }
    if let pendingDropout {
      throw error(
        at: pendingDropout.word,
        "no layer follows whose inputs it could drop; put one behind it"
      )
    }
    guard !layers.isEmpty else {
      throw error(at: first, "no layer follows; for example \(Self.example)")
    }
    return NetworkDescription(inputCount: inputCount, layers: layers)
  }

  /// The layer that `word` describes, or nil where it is a dropout rate for the next one.
  private mutating func layer(
    from word: Substring
  ) throws(NetworkDescriptionError) -> NetworkDescription.Layer? {
    guard let colon = word.firstIndex(of: ":") else {
      throw error(at: word, "is no layer; write activation:units, for example relu:32")
    }
    let name = word[..<colon]
    let value = word[word.index(after: colon)...]
    switch name {
    case "dropout":
      guard pendingDropout == nil else {
        throw error(at: word, "follows another dropout; write one rate")
      }
      pendingDropout = (try dropoutRate(value, in: word), word)
      return nil
    case "maxout":
      let (units, pieces) = try maxoutSize(value, in: word)
      return finished(.maxout(pieces: pieces), units)
    case "linear": return finished(.linear, try count(value, in: word, of: "units"))
    case "relu": return finished(.relu, try count(value, in: word, of: "units"))
    case "sigmoid": return finished(.sigmoid, try count(value, in: word, of: "units"))
    case "tanh": return finished(.tanh, try count(value, in: word, of: "units"))
    case "softmax": return finished(.softmax, try count(value, in: word, of: "units"))
    default:
      throw error(
        at: word,
        "unknown layer \"\(name)\"; use linear, relu, maxout, sigmoid, tanh, softmax or dropout"
      )
    }
  }

  private mutating func finished(
    _ activation: Activation,
    _ unitCount: Int
  ) -> NetworkDescription.Layer {
    defer { pendingDropout = nil }
    return NetworkDescription.Layer(
      activation: activation,
      unitCount: unitCount,
      inputDropout: pendingDropout?.rate ?? 0
    )
  }

  private func count(
    _ text: Substring,
    in word: Substring,
    of things: String
  ) throws(NetworkDescriptionError) -> Int {
    guard let value = Int(text), (1...NetworkDescription.largestCount).contains(value) else {
      throw error(
        at: word,
        "\(things) must be a number from 1 to \(NetworkDescription.largestCount)"
      )
    }
    return value
  }

  private func maxoutSize(
    _ text: Substring,
    in word: Substring
  ) throws(NetworkDescriptionError) -> (units: Int, pieces: Int) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw error(at: word, "maxout wants units and pieces, for example maxout:64x2")
    }
    let units = try count(parts[0], in: word, of: "units")
    guard let pieces = Int(parts[1]), (2...NetworkDescription.largestPieceCount).contains(pieces)
    else {
      throw error(
        at: word,
        "pieces must be a number from 2 to \(NetworkDescription.largestPieceCount)"
      )
    }
    guard units * pieces <= NetworkDescription.largestCount else {
      throw error(
        at: word,
        "units times pieces must be at most \(NetworkDescription.largestCount)"
      )
    }
    return (units, pieces)
  }

  private func dropoutRate(
    _ text: Substring,
    in word: Substring
  ) throws(NetworkDescriptionError) -> Double {
    guard let rate = Double(text), rate >= 0, rate < 1 else {
      throw error(at: word, "a dropout rate is a number from 0 to below 1, for example 0.5")
    }
    return rate
  }

  private func error(at word: Substring?, _ reason: String) -> NetworkDescriptionError {
    let column = word.map { line.distance(from: line.startIndex, to: $0.startIndex) } ?? 0
    return NetworkDescriptionError(
      line: line,
      column: column,
      word: word.map(String.init) ?? "",
      reason: reason
    )
  }

  private static let example = "\"256 maxout:64x2 dropout:0.5 relu:32 softmax:10\""
}
