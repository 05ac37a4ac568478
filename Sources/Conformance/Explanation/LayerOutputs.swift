public import FloatNetwork
import HalfwordRuntime
import PlainText
public import Quantization

/// What every layer gives for one input, value by value in ulps of its unit: the one format of all traces.
public struct LayerOutputs: Equatable, Sendable {
  /// For each layer, the input's first, its values in memory order.
  public let layers: [[Double]]

  /// Wraps values.
  public init(layers: [[Double]]) {
    self.layers = layers
  }

  /// The float network's, in Float64.
  ///
  /// - Parameters:
  ///   - input: in the network's own units.
  ///   - fixed: the fixed-point network, whose units' ulps are meant.
  public init(of network: Network, for input: [Double], in fixed: QuantizedNetwork) {
    self.init(network.referenceActivations(for: input), in: fixed)
  }

  /// Those of a float run, which gives values in the network's own units.
  init(_ activations: [[Double]], in fixed: QuantizedNetwork) {
    layers = zip(activations, fixed.layers).map { values, layer in
      let factors = layer.exponents.map { powerOfTwo(8 - $0) }
      return values.indices.map { values[$0] * factors[$0 % factors.count] }
    }
  }

  /// The fixed-point network's, as the numbers define them.
  public init(of trace: FixedPointTrace) {
    layers = trace.layers.map { $0.outputs.map(Double.init) }
  }

  /// A library's: for each layer it runs the network that ends with it, an image of its own, so that no library
  /// need know how to show what is inside.
  ///
  /// - Throws: `LibraryError`; `ImageWriterError`.
  public init(of network: QuantizedNetwork, for input: [Int16], by library: LibraryUnderTest) throws
  {
    layers = try network.layers.indices.map { last in
      try library.run(image: network.ending(withLayer: last).image(), input).map(Double.init)
    }
  }

  /// Reads lines of `layer,unit,value`, layers from 1, units from 0, values in ulps, as a target prints
  /// them; of a tensor the second number counts its values in memory order. Lines that begin with anything but a digit are passed over.
  ///
  /// - Throws: `LayerOutputsError`, which names the line.
  public init(parsing text: String, of network: QuantizedNetwork) throws(LayerOutputsError) {
    var layers = network.layers.map { [Double?](repeating: nil, count: $0.valueCount) }
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated() where line.first?.isNumber ?? false
    {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmed()
      }
      guard fields.count == 3, let layer = Int(fields[0]), let unit = Int(fields[1]),
        let value = Int16(fields[2])
      else { throw .badLine(index + 1, String(line)) }
      guard layers.indices.contains(layer - 1), layers[layer - 1].indices.contains(unit) else {
        throw .noSuchUnit(index + 1, layer: layer, unit: unit)
      }
      layers[layer - 1][unit] = Double(value)
    }
    var complete: [[Double]] = []
    for (index, units) in layers.enumerated() {
      if let unit = units.firstIndex(of: nil) { throw .missing(layer: index + 1, unit: unit) }
      complete.append(units.compactMap(\.self))
    }
    self.layers = complete
  }

  /// The first place, layer by layer, where two traces differ.
  public func firstDifference(from other: LayerOutputs) -> (layer: Int, value: Int)? {
    for (index, (mine, others)) in zip(layers, other.layers).enumerated() {
      if let value = mine.indices.first(where: { mine[$0] != others[$0] }) {
        return (index, value)
      }
    }
    return nil
  }
}

/// Lines that are no trace. Layers count from 1, units, or the values of a tensor, from 0.
public enum LayerOutputsError: Error, Equatable, CustomStringConvertible {
  /// Not three numbers.
  case badLine(Int, String)
  /// A place that the model does not have.
  case noSuchUnit(Int, layer: Int, unit: Int)
  /// No line tells what a unit gives.
  case missing(layer: Int, unit: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .badLine(let line, let text):
      "line \(line), \"\(text)\", is not layer,unit,value with a value in ulps from -32768 to 32767"
    case .noSuchUnit(let line, let layer, let unit):
      "line \(line): the model has no unit \(unit) in layer \(layer)"
    case .missing(let layer, let unit):
      "no line tells what layer \(layer), unit \(unit) gives"
    }
  }
}
