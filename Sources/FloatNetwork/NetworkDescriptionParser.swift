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
    let inputShape = try shape(first)
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
    return NetworkDescription(inputShape: inputShape, layers: layers)
  }

  /// The layer that `word` describes, or nil where it is a dropout rate for the next one.
  private mutating func layer(
    from word: Substring
  ) throws(NetworkDescriptionError) -> NetworkDescription.Layer? {
    guard let colon = word.firstIndex(of: ":") else {
      throw error(at: word, "is no layer; write activation:units, for example relu:32")
    }
    let name = word[..<colon]
    let parts = word[word.index(after: colon)...].split(
      separator: ":",
      omittingEmptySubsequences: false
    )
    let value = parts[0]
    if name == "dropout" {
      guard pendingDropout == nil else {
        throw error(at: word, "follows another dropout; write one rate")
      }
      pendingDropout = (try dropoutRate(value, in: word), word)
      return nil
    }
    var layer = try dense(name, value, in: word)
    for part in parts.dropFirst() {
      guard layer.take(part) else {
        throw error(at: word, "\"\(part)\" is no part of a layer")
      }
    }
    pendingDropout = nil
    return layer
  }

  /// The activation and the units.
  private func dense(
    _ name: Substring,
    _ value: Substring,
    in word: Substring
  ) throws(NetworkDescriptionError) -> NetworkDescription.Layer {
    let dropout = pendingDropout?.rate ?? 0
    if name == "maxout" {
      let (units, pieces) = try maxoutSize(value, in: word)
      return .init(activation: .maxout(pieces: pieces), unitCount: units, inputDropout: dropout)
    }
    guard let activation = Activation(word: name) else {
      throw error(
        at: word,
        "unknown layer \"\(name)\"; use linear, relu, maxout, sigmoid, tanh, softmax or dropout"
      )
    }
    return .init(
      activation: activation,
      unitCount: try count(value, in: word, of: "units"),
      inputDropout: dropout
    )
  }

  /// A number, or three with x between them.
  private func shape(_ word: Substring) throws(NetworkDescriptionError) -> TensorShape {
    let parts = word.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 3 else {
      return TensorShape(vector: try count(word, in: word, of: "inputs"))
    }
    return TensorShape(
      height: try count(parts[0], in: word, of: "rows of the input"),
      width: try count(parts[1], in: word, of: "places in a row"),
      channels: try count(parts[2], in: word, of: "channels")
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
