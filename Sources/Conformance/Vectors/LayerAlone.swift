import FloatNetwork
import HalfwordRuntime
import Quantization

extension QuantizedLayer {
  /// A network that gives what the layer gives, for the values of the tensors that it reads: of two different ones
  /// those of the first, then those of the second. Nil where they are more than an input may have.
  func networkAlone() throws(NetworkError) -> QuantizedNetwork? {
    let sources = Set(form.sources).count
    guard sources * form.input.count <= ImageFormat.largestColumnCount,
      form.valueCount <= ImageFormat.largestColumnCount
    else { return nil }
    guard sources == 2 else { return QuantizedNetwork(inputShape: form.input, graph: [alone]) }
    let shape = form.input
    guard 2 * shape.height <= ImageFormat.largestColumnCount else { return nil }
    // Both lie below each other in one input, from which poolings of one place take them.
    let both = TensorShape(
      height: 2 * shape.height,
      width: shape.width,
      channels: shape.channels
    )
    let upper = Window(kernel: (1, 1))
    // The window's first row lies above the input.
    let lower = Window(
      kernel: (2, 1),
      dilation: (2 * shape.height, 1),
      padding: (shape.height, 0)
    )
    let parts = try [upper, lower].map { (window) throws(NetworkError) in
      QuantizedLayer(
        try LayerForm(
          .maxPooling(window),
          reading: [0],
          of: both,
          giving: shape,
          activation: .linear
        )
      )
    }
    return QuantizedNetwork(inputShape: both, graph: parts + [reading([1, 2])])
  }
}
