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
      Double(weights[index]) * power(-Int(fractionBits(ofRow: index / inputCount)))
    }
  }

  /// The layer as the only one of a network, which may get any input: its sums in the cheapest form that
  /// is proved then.
  public var alone: QuantizedLayer { with(sums: nil) }

  /// The layer with another form of sums; nil for the cheapest that is proved for every input.
  fileprivate func with(sums: SumForm?) -> QuantizedLayer {
    QuantizedLayer(
      inputCount: inputCount,
      unitCount: unitCount,
      activation: activation,
      fractionBits: fractionBits,
      weights: weights,
      starts: starts,
      exponents: exponents,
      foldedDropout: foldedDropout,
      saturatedCount: saturatedCount,
      sums: sums
    )
  }
}

extension QuantizedNetwork {
  /// The inputs whose values have no word: beyond what 16 bits hold by more than the rounding.
  public func saturatedInputs(of values: [Float], as words: [Int16]) -> [Int] {
    words.indices.filter { index in
      abs(inputScales[index].position(of: Double(values[index])) - Double(words[index]))
        > 0.5 + 0x1p-20
    }
  }
}

extension QuantizedNetwork {
  /// The same network with other forms of sums, for counting what they take.
  public func with(sums forms: [SumForm]) -> QuantizedNetwork {
    precondition(forms.count == layers.count)
    var result = QuantizedNetwork(
      layers: zip(layers, forms).map { $0.with(sums: $1) },
      inputScales: inputScales
    )
    result.inputRange = inputRange
    return result
  }

  /// The float network whose weights and biases are the quantized ones, in the application's units.
  public var dequantized: Network {
    let layers = self.layers.indices.map { index in
      let layer = self.layers[index]
      let before = index == 0 ? inputScales.map(\.exponent) : self.layers[index - 1].exponents
      let weights = layer.realWeights.enumerated().map { place, weight in
        let unit = place / layer.inputCount / layer.activation.pieces
        return weight * power(layer.exponents[unit] - before[place % layer.inputCount])
      }
      let biases = (0..<layer.rowCount).map { row in
        var bias =
          layer.bias(ofRow: row) * power(layer.exponents[row / layer.activation.pieces] - 8)
        guard index == 0 else { return bias }
        for (column, scale) in inputScales.enumerated() where scale.offset != 0 {
          bias -= weights[row * layer.inputCount + column] * scale.value(of: 0)
        }
        return bias
      }
      guard
        let dense = try? NetworkLayer(
          inputCount: layer.inputCount,
          unitCount: layer.unitCount,
          activation: layer.activation,
          weights: weights.map { Float($0) },
          biases: biases.map { Float($0) },
          inputDropout: layer.foldedDropout
        )
      else { preconditionFailure("a quantized layer has consistent counts") }
      return dense
    }
    guard let network = try? Network(layers: layers, isDropoutFolded: true) else {
      preconditionFailure("the layers of a quantized network fit together")
    }
    return network
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
