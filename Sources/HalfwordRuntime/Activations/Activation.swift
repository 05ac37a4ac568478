/// Puts the activation's values in place of the pre-activations of some units of a layer.
///
/// Only sigmoid and tanh have something left to do: ReLU and maxout are part of the sums' reduction, and
/// softmax works on whole layers.
@inline(__always)
func activate(
  _ values: inout MutableSpan<Int16>,
  from first: Int,
  to end: Int,
  by activation: ActivationCode
) {
  switch activation {
  case .linear, .relu, .maxout, .softmax: return
  case .sigmoid:
    for index in first..<end {
      unsafe values[unchecked: index] = sigmoid(values[unchecked: index])
    }
  case .tanh:
    for index in first..<end {
      unsafe values[unchecked: index] = hyperbolicTangent(values[unchecked: index])
    }
  }
}
