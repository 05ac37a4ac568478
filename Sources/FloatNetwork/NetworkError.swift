/// Why layers do not make a network. Layers count from 1.
public enum NetworkError: Error, Equatable, CustomStringConvertible {
  /// There is nothing to run.
  case noLayers
  /// A layer without inputs or without units.
  case emptyLayer
  /// Maxout takes the largest of at least two pieces.
  case tooFewPieces(Int)
  /// A dropout rate outside [0, 1).
  case impossibleDropout(Double)
  /// A layer reads more or fewer values than the one before it gives.
  case sizesDiffer(layer: Int, inputs: Int, units: Int)
  /// A layer reads other tensors than its kind does.
  case impossibleSources([Int])
  /// A window whose numbers no window can have.
  case impossibleWindow
  /// A layer of this kind cannot give this of that.
  case impossibleOutput(kind: String, input: TensorShape, output: TensorShape)
  /// A layer reads a tensor that is not there before it.
  case unknownTensor(layer: Int, tensor: Int)
  /// A layer reads a tensor of another shape.
  case shapesDiffer(layer: Int, reads: TensorShape, tensor: Int, shape: TensorShape)
  /// Nobody reads what a layer gives.
  case unreadTensor(layer: Int)
  /// A softmax over the channels of a tensor stands before the last layer.
  case innerSoftmax(layer: Int)
  /// The weights are not rows × inputs.
  case wrongWeightCount(found: Int, rows: Int, inputs: Int)
  /// There is not one bias a row.
  case wrongBiasCount(found: Int, rows: Int)
  /// There is not one number of bits a layer.
  case wrongBitsCount(found: Int, layers: Int)
  /// The weights of a layer cannot have been trained for so many bits.
  case impossibleWeightBits(layer: Int, bits: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .noLayers:
      "the network has no layers"
    case .emptyLayer:
      "a layer needs at least one input and one unit"
    case .tooFewPieces(let pieces):
      "maxout takes the largest of at least 2 pieces, not \(pieces)"
    case .impossibleDropout(let rate):
      "a dropout rate is at least 0 and below 1, not \(rate)"
    case .sizesDiffer(let layer, let inputs, let units):
      "layer \(layer) reads \(inputs) values, but the layer before it gives \(units)"
    case .impossibleSources(let sources):
      "a layer of this kind does not read \(sources.count) tensors"
    case .impossibleWindow:
      "a window's kernel, strides and dilations are numbers from 1 to 65535, its padding from 0"
    case .impossibleOutput(let kind, let input, let output):
      "a layer of kind \(kind) cannot give \(output) of \(input)"
    case .unknownTensor(let layer, let tensor):
      "layer \(layer) reads tensor \(tensor), which is not there before it"
    case .shapesDiffer(let layer, let reads, let tensor, let shape):
      "layer \(layer) reads \(reads), but tensor \(tensor) is \(shape)"
    case .unreadTensor(let layer):
      "nothing reads what layer \(layer) gives"
    case .innerSoftmax(let layer):
      "layer \(layer) is a softmax over a tensor; there it must be the last layer"
    case .wrongWeightCount(let found, let rows, let inputs):
      "\(rows) rows of \(inputs) inputs are not \(found) weights"
    case .wrongBiasCount(let found, let rows):
      "\(rows) rows need \(rows) biases, not \(found)"
    case .wrongBitsCount(let found, let layers):
      "\(layers) layers need \(layers) numbers of bits that their weights were trained for, not \(found)"
    case .impossibleWeightBits(let layer, let bits):
      "layer \(layer) cannot have weights trained for \(bits) bits; the bits are \(WeightBits.text), and "
        + "\(WeightBits.full) where a layer has no weights"
    }
  }
}
