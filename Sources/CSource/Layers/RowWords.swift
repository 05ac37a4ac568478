import FloatNetwork
import HalfwordRuntime
import Quantization

/// How the sums of a layer with weights are made and rounded in C.
struct RowWords {
  /// The type of a sum.
  let type: String
  /// What adds products that lie side by side.
  private(set) var sum: Helper
  /// What rounds a sum to a word.
  let word: Helper
  /// The fractional bits of the weights where all units have the same.
  let fraction: UInt8?

  init(_ layer: QuantizedLayer) {
    switch layer.sums {
    case .bits32: (type, sum, word) = ("int32_t", .sum, .word)
    case .blocks16: (type, sum, word) = ("int64_t", .sumBlocks16, .word64)
    case .blocks32: (type, sum, word) = ("int64_t", .sumBlocks32, .word64)
    case .bits64: (type, sum, word) = ("int64_t", .sum64, .word64)
    }
    switch (layer.weightFormat, type) {
    case (.bits16, _): break
    case (.bits8, "int32_t"): sum = .sum8
    case (.bits8, _): sum = .sum8Wide
    case (.bits4, "int32_t"): sum = .sum4
    case (.bits4, _): sum = .sum4Wide
    }
    fraction = Set(layer.fractionBits).count == 1 ? layer.fractionBits.first : nil
  }

  /// `sum` with the products of `count` weights and values added.
  ///
  /// - Parameter weights: the arguments that say where the weights begin.
  func adding(_ weights: String, _ values: String, count: String) -> String {
    let name =
      switch sum {
      case .sum: "NAME_sum"
      case .sumBlocks16: "NAME_sum_blocks_16"
      case .sumBlocks32: "NAME_sum_blocks_32"
      case .sum8: "NAME_sum_8"
      case .sum8Wide: "NAME_sum_8_wide"
      case .sum4: "NAME_sum_4"
      case .sum4Wide: "NAME_sum_4_wide"
      default: "NAME_sum_64"
      }
    let separator = weights.utf8.count + values.utf8.count > 60 ? ",\n    " : ", "
    return "\(name)(sum, \(weights)\(separator)\(values), \(count))"
  }

  /// The word of `sum`.
  var rounded: String { "\(word == .word ? "NAME_word" : "NAME_word_64")(sum, bits)" }
}

extension LayerFunction {
  var rowWords: RowWords { RowWords(layer) }

  /// `bits`, the fractional bits of a unit's weights.
  func bits(ofUnit unit: String) -> String {
    rowWords.fraction.map { "\($0)" } ?? "HALFWORD_READ_UINT8(&\(name)_fractions[\(unit)])"
  }

  /// Writes what makes `z`, the pre-activation word of a unit, and where bounded `error`, of the rows of the unit.
  ///
  /// - Parameters:
  ///   - index: of a row's number the C that adds its products to `sum`.
  ///   - carrying: of a row's number the C that adds what it carries on to `carried`.
  func writeUnit(
    _ code: inout CCode,
    unit: String,
    isBounded: Bool,
    products: (inout CCode, String) -> Void,
    carrying: (inout CCode, String) -> Void
  ) {
    let pieces = layer.activation.pieces
    code.add("const uint8_t bits = \(bits(ofUnit: unit));")
    code.add("int16_t z\(pieces > 1 ? " = INT16_MIN" : "");")
    if isBounded { code.add("int32_t error\(pieces > 1 ? " = 0" : "");") }
    if pieces == 1 {
      writeRow(&code, unit, isBounded, products, carrying)
      return
    }
    code.loop("piece", to: "\(pieces)") { code, piece in
      code.add("const INDEX number = \(CExpression.sum(CExpression.product(unit, pieces), piece));")
      code.add("int16_t word;")
      if isBounded { code.add("int32_t row_error;") }
      code.add("\(rowWords.type) sum = HALFWORD_READ_INT32(&\(name)_starts[number]);")
      if isBounded { code.add("int64_t carried = common;") }
      products(&code, "number")
      code.add("word = \(rowWords.rounded);")
      code.add("if (word > z)\n    z = word;")
      guard isBounded else { return }
      carrying(&code, "number")
      code.add("row_error = NAME_row_error(carried, bits, \(rounding));")
      code.add("if (row_error > error)\n    error = row_error;")
    }
  }

  private func writeRow(
    _ code: inout CCode,
    _ row: String,
    _ isBounded: Bool,
    _ products: (inout CCode, String) -> Void,
    _ carrying: (inout CCode, String) -> Void
  ) {
    code.add("\(rowWords.type) sum = HALFWORD_READ_INT32(&\(name)_starts[\(row)]);")
    if isBounded { code.add("int64_t carried = common;") }
    products(&code, row)
    code.add("z = \(rowWords.rounded);")
    guard isBounded else { return }
    carrying(&code, row)
    code.add("error = NAME_row_error(carried, bits, \(rounding));")
  }

  /// What the rounding of a row's result, and of its bias, adds to its error.
  private var rounding: Int { law == .plainBiases ? 16 : 8 }
}
