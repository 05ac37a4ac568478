public import HalfwordRuntime

/// How many bits the weights of an image's layers shall have, and how they are rounded to narrow ones.
public struct WeightRequest: Equatable, Sendable {
  /// Which formats.
  public var formats = Formats.automatic
  /// Whether each weight of 8 or 4 bits is rounded up or down so that its layer's error on the samples is the
  /// smallest, not to the nearest.
  public var roundsAdaptively = false
  /// Whether the biases of layers with narrow weights take in what rounding adds to their sums on average.
  public var correctsBiases = false

  /// 16 bits, or those that the network was trained for, each to the nearest.
  public init() {}

  /// Which formats.
  public enum Formats: Equatable, Sendable {
    /// 16 bits, or for a layer that was trained for others those.
    case automatic
    /// The same for each layer with weights.
    case uniform(WeightFormat)
    /// One for each layer with weights, in their order.
    case byLayer([WeightFormat])
    /// The widest, layer by layer, with which the image has no more than so many bytes and the smallest error.
    case image(size: Int)
  }
}

extension WeightRequest {
  /// What was asked for, as options of `halfword export` after a comma; empty for what goes without saying.
  public var text: String {
    let formats =
      switch formats {
      case .automatic: ""
      case .uniform(let format): ", --weights \(format.bits)"
      case .byLayer(let formats):
        ", --weights \(formats.map { "\($0.bits)" }.joined(separator: ","))"
      case .image(let size): ", --flash \(size)"
      }
    return formats + (roundsAdaptively ? ", --adaptive-rounding" : "")
      + (correctsBiases ? ", --bias-correction" : "")
  }
}

/// Formats that cannot be had.
public enum WeightFormatError: Error, Equatable, CustomStringConvertible {
  /// Another number of formats than of layers with weights.
  case wrongCount(Int, layers: Int)
  /// Even with 4 bits everywhere the image is larger.
  case tooSmall(Int, least: Int)
  /// Nothing says how much a format costs.
  case noSamples(String)

  /// One line for a person.
  public var description: String {
    switch self {
    case .wrongCount(let count, let layers):
      "\(count) formats of weights were given, but \(layers) layers have weights: give one number for all of "
        + "them, or one for each"
    case .tooSmall(let size, let least):
      "no formats of weights make an image of at most \(size) bytes: with 4 bits in every layer it has \(least)"
    case .noSamples(let what):
      "\(what) looks at samples: give --samples with --data"
    }
  }
}

/// The formats of a network's weights, and how they are rounded.
struct WeightPlan: Equatable, Sendable {
  /// One a layer; of no meaning without weights.
  var formats: [WeightFormat]
  var roundsAdaptively = false
  var correctsBiases = false

  /// Weights of 16 bits.
  static func wide(layerCount: Int) -> WeightPlan {
    WeightPlan(formats: Array(repeating: .bits16, count: layerCount))
  }

  /// Whether some weights are narrow.
  var isNarrow: Bool { formats.contains { $0 != .bits16 } }
}
