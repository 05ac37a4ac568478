import FloatNetwork

/// A tensor of the graph that depends on the network's input: an affine map of what one layer gives.
///
/// The elements of one sample are the map's rows, row-major, the batch axis taken out.
struct Signal {
  /// Which layer gives h: 0 for the network's input, k for stage k − 1.
  let base: Int
  /// From h to the elements.
  var map: AffineMap
  /// The length of each axis, the batch axis included.
  var shape: [Int]
  /// Which axis counts samples; nil where the graph is written for one sample.
  var batchAxis: Int?
  /// Whether the graph takes the logarithm of these values, which nothing but an output may do.
  var isLogarithm = false
  /// What the graph computes these values in; only real numbers can become a layer.
  var type = ElementType.float
  /// The grid that the graph has rounded these values to; they themselves are what they were before.
  var grid: Grid?

  /// The length that stands for a batch of any size: a prime number that no layer has.
  static let unknownBatchSize = 1_000_003

  /// How many samples the graph is written for; 1 where it has no batch axis.
  var batchSize: Int { batchAxis.map { shape[$0] } ?? 1 }

  /// The shape of one sample, its batch axis with length 1.
  var sampleShape: [Int] { shape.indices.map { $0 == batchAxis ? 1 : shape[$0] } }

  /// The same elements in another shape.
  func reshaped(to shape: [Int], batchAxis: Int?) -> Signal {
    var result = self
    result.shape = shape
    result.batchAxis = batchAxis
    return result
  }

  /// The same shape with other elements.
  func with(_ map: AffineMap) -> Signal {
    var result = self
    result.map = map
    return result
  }
}

/// What words of a quantized graph stand for: (word − zero) · scale.
struct Grid: Equatable {
  let scale: Double
  let zero: Double
}

/// What a name of the graph stands for.
enum Value {
  /// Known without an input.
  case constant(Constant)
  /// Computed from the input.
  case signal(Signal)
  /// Which class it is: an index or a name, made from outputs. No layer; the runtime has its own
  /// argmax. Of a comparison also a signal that is 1 where it is true, and 0 elsewhere, which Where can use.
  case label(Signal? = nil)
  /// Could not be imported; an error only where an output needs it.
  case failed(ONNXError)
}
