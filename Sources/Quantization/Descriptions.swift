public import FloatNetwork
public import HalfwordRuntime

extension SumForm {
  /// In words, for tables.
  public var text: String {
    switch self {
    case .bits32: "32 bits"
    case .blocks16: "blocks of 16"
    case .blocks32: "blocks of 32"
    case .bits64: "64 bits"
    }
  }
}

extension QuantizedLayer {
  /// The fractional bits of its units in words: "8 bits", or "9 to 14 bits".
  public var fractionText: String {
    let (fewest, most) = (fractionBits.min() ?? 0, fractionBits.max() ?? 0)
    return fewest == most ? "\(most) bits" : "\(fewest) to \(most) bits"
  }

  /// Its weights as fractions of 1, row by row, for values in units of its words; computed for all of them.
  public var realWeights: [Double] {
    weights.indices.map { index in
      Double(weights[index]) * power(-Int(fractionBits(ofRow: index / columnCount)))
    }
  }
}

extension QuantizedNetwork {
  /// The inputs whose values have no word: beyond what 16 bits hold by more than the rounding.
  public func saturatedInputs(of values: [Float], as words: [Int16]) -> [Int] {
    words.indices.filter { index in
      abs(
        channelScales[index % channelScales.count].position(of: Double(values[index]))
          - Double(words[index])
      )
        > 0.5 + 0x1p-20
    }
  }
}

extension QuantizedNetwork {
  /// The same network with other forms of sums, for counting what they take.
  public func with(sums forms: [SumForm]) -> QuantizedNetwork {
    precondition(forms.count == layers.count)
    var result = QuantizedNetwork(
      inputShape: inputShape,
      graph: zip(layers, forms).map { $0.with(sums: $1) },
      channelScales: channelScales
    )
    result.inputRange = inputRange
    return result
  }

  /// The float network whose weights and biases are the quantized ones, in the application's units.
  public var dequantized: Network {
    let layers = self.layers.map { layer in
      let source = layer.form.sources[0]
      let weights = realWeights(of: layer)
      let biases = (0..<layer.rowCount).map { row in
        let unit = row / layer.activation.pieces
        var bias = layer.bias(ofRow: row) * power(layer.preActivationExponent(ofUnit: unit) - 8)
        guard source == 0 else { return bias }
        for column in 0..<layer.columnCount {
          let scale = channelScales[layer.form.inputChannel(row: row, column: column)]
          if scale.offset != 0 {
            bias -= weights[row * layer.columnCount + column] * scale.value(of: 0)
          }
        }
        return bias
      }
      guard
        let form = try? layer.form.with(activation: layer.dequantizedActivation),
        let float = try? NetworkLayer(
          form,
          weights: weights.map { Float($0) },
          biases: biases.map { Float($0) },
          inputDropout: layer.foldedDropout
        )
      else { preconditionFailure("a quantized layer has consistent counts") }
      return float
    }
    let network = try? Network(inputShape: inputShape, graph: layers, isDropoutFolded: true)
    guard let network else {
      preconditionFailure("the layers of a quantized network fit together")
    }
    return network
  }

  /// A layer's weights in the units of what it reads and gives.
  private func realWeights(of layer: QuantizedLayer) -> [Double] {
    let before = exponents(ofTensor: layer.form.sources[0])
    return layer.realWeights.enumerated().map { place, weight in
      let (row, column) = place.quotientAndRemainder(dividingBy: layer.columnCount)
      let unit = row / layer.activation.pieces
      let channel = layer.form.inputChannel(row: row, column: column)
      return weight * power(layer.preActivationExponent(ofUnit: unit) - before[channel])
    }
  }
}

extension QuantizedLayer {
  /// The activation as the layer's numbers have it.
  fileprivate var dequantizedActivation: Activation {
    cap.map { .cappedRelu(Double($0) * power(exponents[0] - 8)) } ?? activation
  }
}

extension Network {
  /// A number that tells networks apart: FNV-1a in 64 bits of the bits of all weights and biases, as
  /// 16 hexadecimal digits.
  public var fingerprint: String {
    let bits = layers.lazy.flatMap { $0.weights + $0.biases }.map(\.bitPattern)
    let bytes = bits.flatMap { bits in
      stride(from: UInt32(0), to: 32, by: 8).lazy.map { UInt8(truncatingIfNeeded: bits >> $0) }
    }
    return hexadecimal(fnv1a(bytes), digits: 16)
  }
}
