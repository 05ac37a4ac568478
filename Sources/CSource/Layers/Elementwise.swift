import FloatNetwork
import Quantization

extension LayerFunction {
  /// The values of an addition.
  func writeAddition(_ code: inout CCode, isBounded: Bool) {
    code.loop("y", to: "\(form.output.placeCount)") { code, _ in
      code.loop("unit", to: "\(form.unitCount)") { code, unit in
        let shifts = layer.shiftArguments(name, channel: unit)
        code.add("const int16_t z = NAME_added(first[index], second[index], \(shifts));")
        if isBounded {
          code.add(
            """
            const int32_t error = NAME_added_error(NAME_error_at(first_errors, first_each, index),
                                                   NAME_error_at(second_errors, second_each, index), \(shifts));
            """
          )
        }
        writeValue(&code, at: "index", channel: unit, isBounded: isBounded)
        code.add("index++;")
      }
    }
  }

  /// Writes the value of the pre-activation word `z`, and where bounded that of its `error`.
  func writeValue(_ code: inout CCode, at index: String, channel: String, isBounded: Bool) {
    guard let addition else {
      code.add("output[\(index)] = \(layer.activated("z", name));")
      if isBounded { writeError(&code, of: layer, name, at: index, error: "error", isLast: isLast) }
      return
    }
    // The convolution's own value, then the sum with what lies in its place.
    let isFirst = addition.form.sources[0] == number
    let next = "NAME_layer\(number + 1)"
    let shifts = addition.shiftArguments(next, channel: channel)
    let operands = isFirst ? "z, output[\(index)]" : "output[\(index)], z"
    let errors = isFirst ? "error, errors[\(index)]" : "errors[\(index)], error"
    if isBounded { writeLimit(&code, of: layer, error: "error", isLast: false) }
    code.block("") { code in
      code.add("const int16_t total = NAME_added(\(operands), \(shifts));")
      if isBounded {
        code.add("const int32_t total_error = NAME_added_error(\(errors), \(shifts));")
      }
      code.add("output[\(index)] = \(addition.activated("total", next));")
      guard isBounded else { return }
      writeError(
        &code,
        of: addition,
        next,
        at: index,
        z: "total",
        error: "total_error",
        isLast: false
      )
    }
  }

  /// Notes that there is no bound where a word may stand for more than it holds, or its error outgrew its word.
  private func writeLimit(
    _ code: inout CCode,
    of layer: QuantizedLayer,
    z: String = "z",
    error: String,
    isLast: Bool
  ) {
    let largest = isLast ? 1_048_575 : 32_767
    var conditions: [String] = []
    if layer.form.kind.hasWeights || layer.form.kind == .addition {
      if layer.cap == nil { conditions.append("\(z) == INT16_MAX") }
      if !layer.activation.isRectified { conditions.append("\(z) == INT16_MIN") }
    }
    conditions.append("\(error) > \(largest)")
    code.add(
      "if (\(conditions.joined(separator: " || "))) {\n    has_bound = 0;\n    \(error) = 0;\n}"
    )
  }

  private func writeError(
    _ code: inout CCode,
    of layer: QuantizedLayer,
    _ name: String,
    at index: String,
    z: String = "z",
    error: String,
    isLast: Bool
  ) {
    let type = isLast ? "uint32_t" : "int16_t"
    code.block("") { code in
      code.add("int32_t value_error = \(layer.activatedError(z, error, "output[\(index)]", name));")
      writeLimit(&code, of: layer, z: z, error: "value_error", isLast: isLast)
      code.add("errors[\(index)] = (\(type))value_error;")
    }
  }
}

extension QuantizedLayer {
  /// The helpers that its activation calls.
  var activationHelpers: Set<Helper> {
    switch activation {
    case .linear, .maxout: []
    case .relu: [.relu]
    case .cappedRelu: [.capped]
    case .sigmoid: [.sigmoid]
    case .tanh: [.tanh]
    case .table: [.table]
    case .softmax: [.softmax]
    }
  }

  /// The helpers that make the error of an activation's value.
  var activationErrorHelpers: Set<Helper> {
    switch activation {
    case .linear, .maxout: []
    case .relu: [.reluError]
    case .cappedRelu: [.cappedError]
    case .sigmoid: [.sigmoid, .slopeError]
    case .tanh: [.tanh, .slopeError]
    case .table: [.table, .tableError]
    case .softmax: [.sharesError]
    }
  }

  /// The value of a pre-activation word, as C.
  func activated(_ z: String, _ name: String) -> String {
    switch activation {
    case .linear, .maxout, .softmax: z
    case .relu: "NAME_relu(\(z))"
    case .cappedRelu: "NAME_capped(\(z), \(cap ?? .max))"
    case .sigmoid: "NAME_sigmoid(\(z))"
    case .tanh: "NAME_tanh(\(z))"
    case .table: "NAME_table(\(z), \(tableArguments(name)))"
    }
  }

  /// The error of that value, as C.
  func activatedError(_ z: String, _ error: String, _ value: String, _ name: String) -> String {
    switch activation {
    case .linear, .maxout, .softmax: error
    case .relu: "NAME_relu_error(\(z), \(error))"
    case .cappedRelu: "NAME_capped_error(\(z), \(cap ?? .max), \(error))"
    case .sigmoid:
      "NAME_slope_error(\(z), \(error), NAME_sigmoid_steps, \(StepNumbers.sigmoid.count))"
    case .tanh: "NAME_slope_error(\(z), \(error), NAME_tanh_steps, \(StepNumbers.tanh.count))"
    case .table:
      "NAME_table_error(\(z), \(value), \(error), \(tableArguments(name)), \(table?.error ?? .max))"
    }
  }

  private func tableArguments(_ name: String) -> String {
    "\(name)_points, \(table?.lowest ?? 0), \(table?.shift ?? 0)"
  }

  /// The shifts of an addition, where all channels have the same.
  private var uniformShift: AdditionShift? {
    shifts.allSatisfy { $0 == shifts[0] } ? shifts.first : nil
  }

  /// The shifts of an addition's channel, as arguments.
  func shiftArguments(_ name: String, channel: String) -> String {
    if let shift = uniformShift {
      return "\(shift.first), \(shift.second), \(shift.result)"
    }
    return (0..<3).map { member in
      let index = CExpression.sum(CExpression.product(channel, 3), "\(member)")
      return "HALFWORD_READ_UINT8(&\(name)_shifts[\(index)])"
    }.joined(separator: ",\n    ")
  }

  /// The constants of an activation or an addition.
  func elementwiseConstants(_ name: String) -> String {
    var text = ""
    if !shifts.isEmpty, uniformShift == nil {
      let numbers = shifts.flatMap { [$0.first, $0.second, $0.result] }
      text += CNumbers.array("uint8_t", "\(name)_shifts", numbers, perLine: 24)
    }
    if let table { text += CNumbers.array("int16_t", "\(name)_points", table.points) }
    return text
  }
}
