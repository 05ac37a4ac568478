/// The word of one layer in a network description.
extension NetworkDescription.Layer {
  /// As in `relu:16:convolution=3x3:padding=1x1:size=32x32`.
  var word: String {
    var parts = [activation.word]
    if case .maxout(let pieces) = activation {
      parts.append("\(unitCount)x\(pieces)")
    } else {
      parts.append("\(unitCount)")
    }
    if let window = kind.window {
      parts.append("\(kindWord)=\(window.kernelHeight)x\(window.kernelWidth)")
      let numbers = [
        ("stride", window.strideHeight, window.strideWidth, 1),
        ("dilation", window.dilationHeight, window.dilationWidth, 1),
        ("padding", window.paddingTop, window.paddingLeft, 0),
      ]
      for (name, height, width, usual) in numbers where (height, width) != (usual, usual) {
        parts.append("\(name)=\(height)x\(width)")
      }
    } else if kind != .dense {
      parts.append(kindWord)
    }
    if size != (1, 1) { parts.append("size=\(size.height)x\(size.width)") }
    if let sources {
      parts.append("from=" + sources.map { "\($0)" }.joined(separator: "+"))
    }
    return parts.joined(separator: ":")
  }

  private var kindWord: String {
    if case .averagePooling(_, countsPadding: true) = kind { return Self.paddedAverage }
    return kind.name
  }

  private static let paddedAverage = "average-pooling-with-padding"

  /// Takes one of the parts behind the units.
  ///
  /// - Returns: whether it is one.
  mutating func take(_ part: Substring) -> Bool {
    let words = part.split(separator: "=", omittingEmptySubsequences: false)
    if words == ["addition"] {
      kind = .addition
      return true
    }
    guard words.count == 2 else { return false }
    if words[0] == "from" {
      sources = words[1].split(separator: "+", omittingEmptySubsequences: false)
        .compactMap { Int($0) }
      return sources?.count == words[1].count { $0 == "+" } + 1
    }
    let numbers = words[1].split(separator: "x", omittingEmptySubsequences: false)
      .compactMap { Int($0) }
    guard numbers.count == 2, numbers.allSatisfy({ (0...65_535).contains($0) }) else {
      return false
    }
    return take(words[0], (numbers[0], numbers[1]))
  }

  private mutating func take(_ name: Substring, _ numbers: (Int, Int)) -> Bool {
    switch name {
    case "size":
      size = numbers
      return true
    case "stride":
      return changeWindow { ($0.strideHeight, $0.strideWidth) = numbers }
    case "dilation":
      return changeWindow { ($0.dilationHeight, $0.dilationWidth) = numbers }
    case "padding":
      return changeWindow { ($0.paddingTop, $0.paddingLeft) = numbers }
    default:
      let window = Window(kernel: numbers)
      let kinds: [LayerKind] = [
        .convolution(window), .depthwise(window), .maxPooling(window),
        .averagePooling(window, countsPadding: false),
      ]
      if name == Self.paddedAverage {
        kind = .averagePooling(window, countsPadding: true)
      } else if let named = kinds.first(where: { $0.name == name }) {
        kind = named
      } else {
        return false
      }
      return true
    }
  }

  /// Changes the window, where there is one.
  private mutating func changeWindow(_ change: (inout Window) -> Void) -> Bool {
    guard var window = kind.window else { return false }
    change(&window)
    kind = kind.with(window)
    return true
  }
}

extension LayerKind {
  /// The same kind with another window.
  public func with(_ window: Window) -> LayerKind {
    switch self {
    case .convolution: .convolution(window)
    case .depthwise: .depthwise(window)
    case .maxPooling: .maxPooling(window)
    case .averagePooling(_, let countsPadding):
      .averagePooling(window, countsPadding: countsPadding)
    case .dense, .addition: self
    }
  }
}

extension Activation {
  /// What stands before the units of a layer.
  var word: String {
    switch self {
    case .cappedRelu(let cap): "capped-relu(\(cap))"
    case .table(let function): "table(\(function))"
    case .linear, .relu, .maxout, .sigmoid, .tanh, .softmax: name
    }
  }

  /// Reads that word; nil for maxout, whose pieces stand elsewhere, and for what is none.
  init?(word: Substring) {
    switch word {
    case "linear": self = .linear
    case "relu": self = .relu
    case "sigmoid": self = .sigmoid
    case "tanh": self = .tanh
    case "softmax": self = .softmax
    default:
      guard word.last == ")", let start = word.firstIndex(of: "(") else { return nil }
      let inner = word[word.index(after: start)...].dropLast()
      if word[..<start] == "capped-relu", let cap = Double(inner), cap > 0, cap.isFinite {
        self = .cappedRelu(cap)
      } else if word[..<start] == "table", let function = ScalarFunction(parsing: inner) {
        self = .table(function)
      } else {
        return nil
      }
    }
  }
}
