public import FloatNetwork

extension Network {
  /// The network for counts: what one count of each input is worth multiplied into the layers that read the input, each
  /// product rounded once to Float32.
  ///
  /// - Precondition: there is one unit an input.
  /// - Throws: `InputUnitError` where a layer that reads the input cannot hold them.
  public func folding(units: [Double]) throws(InputUnitError) -> Network {
    precondition(units.count == inputCount)
    var folded = self
    for (index, layer) in layers.enumerated() where layer.form.sources.contains(0) {
      guard layer.form.kind.hasWeights else {
        throw .noWeights(layer: index + 1, kind: layer.form.kind.name)
      }
      let columnUnits = try layer.form.units(ofColumns: units)
      folded.setParameters(
        ofLayerAt: index,
        weights: layer.weights.indices.map { place in
          let (row, column) = place.quotientAndRemainder(dividingBy: layer.form.columnCount)
          return Float(Double(layer.weights[place]) * columnUnits(row, column))
        },
        biases: layer.biases
      )
    }
    return folded
  }
}

extension LayerForm {
  /// The unit of what a weight meets, by row and column.
  fileprivate func units(
    ofColumns units: [Double]
  ) throws(InputUnitError) -> (_ row: Int, _ column: Int) -> Double {
    if kind == .dense { return { _, column in units[column] } }
    // A weight meets every place of its channel.
    let channels = input.channels
    if let other = units.indices.first(where: { units[$0] != units[$0 % channels] }) {
      throw .differsWithinChannel(input: other, channel: other % channels)
    }
    return { row, column in units[inputChannel(row: row, column: column)] }
  }
}

/// Why what counts are worth does not go into a network. Inputs and channels count from 0, layers from 1.
public enum InputUnitError: Error, Equatable, CustomStringConvertible {
  /// A layer without weights reads the input.
  case noWeights(layer: Int, kind: String)
  /// Places of one channel, which share their weights, have different units.
  case differsWithinChannel(input: Int, channel: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .noWeights(let layer, let kind):
      "layer \(layer), which reads the input, is of the kind \(kind) and has no weights that could hold what a count "
        + "is worth; leave out --input-unit and give the network values in its own units"
    case .differsWithinChannel(let input, let channel):
      "--input-unit gives input \(input) another unit than the first place of its channel \(channel); all places of a "
        + "channel meet the same weights, so give one unit for each channel"
    }
  }
}
