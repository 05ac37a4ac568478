public import FloatNetwork

/// A model as a page runs it: the image, and beside it what the image does not say.
public struct PageModel: Encodable, Equatable, Sendable {
  /// An input that the page can show.
  public struct Sample: Encodable, Equatable, Sendable {
    /// Which sample of its dataset.
    var number: Int
    /// Its class, where that is known.
    var label: Int?
    /// Its words, packed.
    var words: String

    /// Keeps the words.
    public init(number: Int, label: Int?, words: [Int16]) {
      self.number = number
      self.label = label
      self.words = packed(bytes(ofWords: words))
    }
  }

  /// What a run costs, by core.
  public struct Facts: Encodable, Equatable, Sendable {
    var instructions: [String: Int]
    var instructionsWithProof: [String: Int]

    /// Keeps what a verdict says.
    public init(instructions: [String: Int], instructionsWithProof: [String: Int]) {
      self.instructions = instructions
      self.instructionsWithProof = instructionsWithProof
    }
  }

  /// What people call it.
  public var name: String
  /// What C calls it: the prefix of the names in its header.
  public var identifier: String
  var image: String
  var network: PageNetwork?
  /// What outputs are called; empty for their numbers.
  public var classes: [String] = []
  /// What inputs are called; nil for their numbers.
  public var inputNames: [String]?
  /// The height, width and channels of an input that is a picture; nil for what the image says.
  public var shape: [Int]?
  /// The least value of each input, or one number for all; nil for what the image says.
  public var lowest: [Float]?
  /// The largest, likewise.
  public var highest: [Float]?
  /// Inputs that the page can show.
  public var samples: [Sample] = []
  /// What a run costs.
  public var facts: Facts?

  /// Packs an image.
  ///
  /// - Parameter network: the float network that takes the same inputs; nil where there is none.
  public init(name: String, identifier: String, image: [UInt8], network: Network?) {
    self.name = name
    self.identifier = identifier
    self.image = packed(image)
    self.network = network.map(PageNetwork.init)
  }
}

/// A float network as a page computes it.
struct PageNetwork: Encodable, Equatable, Sendable {
  /// The names of `FloatLayer` in the page's scripts.
  struct Layer: Encodable, Equatable, Sendable {
    var kind: String
    var sources: [Int]
    var input: [Int]
    var output: [Int]
    var activation: String
    var pieces: Int
    var cap: Double?
    var function: String?
    var window: [Int]?
    var countsPadding: Bool?
  }

  var layers: [Layer]
  /// Each layer's weights and biases, packed.
  var numbers: String

  init(_ network: Network) {
    layers = network.layers.map { Layer($0.form) }
    numbers = packed(bytePlanes(network.layers.flatMap { $0.weights + $0.biases }))
  }
}

extension PageNetwork.Layer {
  fileprivate init(_ form: LayerForm) {
    kind = form.kind.name
    sources = form.sources
    input = [form.input.height, form.input.width, form.input.channels]
    output = [form.output.height, form.output.width, form.output.channels]
    activation = form.activation.name
    pieces = form.activation.pieces
    if case .cappedRelu(let cap) = form.activation { self.cap = cap }
    if case .table(let function) = form.activation { self.function = function.description }
    window = form.kind.window.map {
      [
        $0.kernelHeight, $0.kernelWidth, $0.strideHeight, $0.strideWidth, $0.dilationHeight,
        $0.dilationWidth, $0.paddingTop, $0.paddingLeft,
      ]
    }
    if case .averagePooling(_, let countsPadding) = form.kind { self.countsPadding = countsPadding }
  }
}
