import FloatNetwork
import Quantization

extension LayerFunction {
  /// What rounds a mean: 32 bits hold twice the sum of so many words, or 64 do.
  var averageHelper: Helper { axes.window.placeCount <= 16_383 ? .average : .average64 }

  /// The values of a pooling.
  func writePooling(_ code: inout CCode, isBounded: Bool) {
    writePositions(&code) { code in
      code.loop("unit", to: "\(form.unitCount)") { code, unit in
        if case .averagePooling(_, let countsPadding) = form.kind {
          writeAverage(&code, unit, countsPadding: countsPadding, isBounded: isBounded)
        } else {
          writeLargest(&code, unit, isBounded: isBounded)
        }
        writeValue(&code, at: "index", channel: unit, isBounded: isBounded)
        code.add("index++;")
      }
    }
  }

  private func writeLargest(_ code: inout CCode, _ channel: String, isBounded: Bool) {
    code.add("int16_t z = INT16_MIN;")
    if isBounded { code.add("int32_t error = 0;") }
    axes.writePlaces(&code) { code, _, input in
      let index = CExpression.sum(input, channel)
      code.add("if (input[\(index)] > z)\n    z = input[\(index)];")
      guard isBounded else { return }
      code.add("if (NAME_error_at(input_errors, input_each, \(index)) > error)")
      code.add("    error = NAME_error_at(input_errors, input_each, \(index));")
    }
  }

  private func writeAverage(
    _ code: inout CCode,
    _ channel: String,
    countsPadding: Bool,
    isBounded: Bool
  ) {
    let count = countsPadding ? "\(axes.window.placeCount)" : axes.insideCount
    code.add("int32_t sum = 0;\nint16_t z;")
    if isBounded { code.add("int64_t error_sum = 0;\nint32_t error;") }
    axes.writePlaces(&code) { code, _, input in
      let index = CExpression.sum(input, channel)
      code.add("sum += input[\(index)];")
      if isBounded { code.add("error_sum += NAME_error_at(input_errors, input_each, \(index));") }
    }
    let average = averageHelper == .average ? "NAME_average" : "NAME_average_64"
    code.add("z = \(average)(sum, (int32_t)(\(count)));")
    guard isBounded else { return }
    // At most the mean of error words.
    code.add("error = (int32_t)((error_sum + (\(count)) - 1) / (\(count))) + 8;")
  }
}
