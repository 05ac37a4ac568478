import FloatNetwork
public import Quantization

extension QuantizedNetwork {
  /// The network that ends with one of its layers: that layer, and those whose values it depends on, in their
  /// order, reading the same tensors by their new numbers.
  ///
  /// - Parameter index: the layer, from 0.
  public func ending(withLayer index: Int) -> QuantizedNetwork {
    var isNeeded = [Bool](repeating: false, count: index + 2)
    isNeeded[0] = true
    isNeeded[index + 1] = true
    for tensor in (1...index + 1).reversed() where isNeeded[tensor] {
      for source in layers[tensor - 1].form.sources { isNeeded[source] = true }
    }
    var numbers: [Int: Int] = [0: 0]
    var kept: [QuantizedLayer] = []
    for tensor in 1...index + 1 where isNeeded[tensor] {
      let layer = layers[tensor - 1]
      kept.append(layer.reading(layer.form.sources.compactMap { numbers[$0] }))
      numbers[tensor] = kept.count
    }
    return QuantizedNetwork(inputShape: inputShape, graph: kept, channelScales: channelScales)
  }
}
