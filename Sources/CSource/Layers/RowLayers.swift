import FloatNetwork
import Quantization

extension LayerFunction {
  /// The values of a layer whose rows meet all inputs.
  func writeDense(_ code: inout CCode, isBounded: Bool) {
    let columns = form.columnCount
    if isBounded {
      writeCommon(&code) { code in
        code.loop("column", to: "\(columns)") { code, column in
          addReach(&code, index: column)
        }
      }
    }
    code.loop("unit", to: "\(form.unitCount)") { code, unit in
      writeUnit(
        &code,
        unit: unit,
        isBounded: isBounded,
        products: { code, row in
          let weights = weightsArgument(from: CExpression.product(row, columns))
          code.add("sum = \(rowWords.adding(weights, "input", count: "\(columns)"));")
        },
        carrying: { code, row in
          code.loop("column", to: "\(columns)") { code, column in
            let weight = CExpression.sum(CExpression.product(row, columns), column)
            addCarried(&code, weight: weight, index: column)
          }
        }
      )
      writeValue(&code, at: "\(unit)", channel: unit, isBounded: isBounded)
    }
  }

  /// The values of a convolution: a row meets the runs of a patch that lie side by side in the input.
  func writeConvolution(_ code: inout CCode, isBounded: Bool) {
    let channels = form.input.channels
    writePositions(&code) { code in
      if isBounded {
        writeCommon(&code) { code in
          axes.writePlaces(&code) { code, _, place in
            writeChannels(&code, channels) { code, channel in
              addReach(&code, index: CExpression.sum(place, channel))
            }
          }
        }
      }
      code.loop("unit", to: "\(form.unitCount)") { code, unit in
        writeUnit(
          &code,
          unit: unit,
          isBounded: isBounded,
          products: { code, row in
            axes.writeRuns(&code) { code, place, input, count in
              let weights = weightsArgument(from: weightIndex(row, place, channels))
              code.add(
                "sum = \(rowWords.adding(weights, "&input[\(input)]", count: count));"
              )
            }
          },
          carrying: { code, row in
            axes.writePlaces(&code) { code, place, input in
              writeChannels(&code, channels) { code, channel in
                addCarried(
                  &code,
                  weight: CExpression.sum(weightIndex(row, place, channels), channel),
                  index: CExpression.sum(input, channel)
                )
              }
            }
          }
        )
        writeValue(&code, at: "index", channel: unit, isBounded: isBounded)
        code.add("index++;")
      }
    }
  }

  /// The values of a convolution whose units each read one channel.
  func writeDepthwise(_ code: inout CCode, isBounded: Bool) {
    let multiplier = form.multiplier
    writePositions(&code) { code in
      code.loop("unit", to: "\(form.unitCount)") { code, unit in
        let channel = multiplier == 1 || unit == "0" ? unit : "unit / \(multiplier)"
        if isBounded {
          writeCommon(&code) { code in
            axes.writePlaces(&code) { code, _, input in
              addReach(&code, index: CExpression.sum(input, channel))
            }
          }
        }
        writeUnit(
          &code,
          unit: unit,
          isBounded: isBounded,
          products: { code, row in
            axes.writePlaces(&code) { code, place, input in
              let weight = self.weight(weightIndex(row, place, 1))
              let product = "(int32_t)\(weight) * input[\(CExpression.sum(input, channel))]"
              code.add("sum += \(rowWords.type == "int64_t" ? "(int64_t)(\(product))" : product);")
            }
          },
          carrying: { code, row in
            axes.writePlaces(&code) { code, place, input in
              addCarried(
                &code,
                weight: weightIndex(row, place, 1),
                index: CExpression.sum(input, channel)
              )
            }
          }
        )
        writeValue(&code, at: "index", channel: unit, isBounded: isBounded)
        code.add("index++;")
      }
    }
  }

  /// Where the weights of a row for a place of the kernel begin.
  private func weightIndex(_ row: String, _ place: String, _ channels: Int) -> String {
    CExpression.sum(
      CExpression.product(row, form.columnCount),
      CExpression.product(place, channels)
    )
  }

  private func writeChannels(
    _ code: inout CCode,
    _ channels: Int,
    _ body: (inout CCode, String) -> Void
  ) {
    code.loop("channel", to: "\(channels)", body)
  }

  /// Writes `common`, what the errors of rows that meet the same values have in common.
  ///
  /// - Parameter reaching: writes `addReach` of each value.
  private func writeCommon(_ code: inout CCode, _ reaching: (inout CCode) -> Void) {
    if weightsAreExact {
      code.add("int64_t common = 12;")
      reaching(&code)
      return
    }
    code.add("NAME_reach reach = {0, 0};\nint64_t common;")
    reaching(&code)
    code.add("common = NAME_common(&reach);")
  }

  private func addReach(_ code: inout CCode, index: String) {
    if weightsAreExact {
      return code.add("common += NAME_error_at(input_errors, input_each, \(index));")
    }
    code.add(
      "reach.magnitudes += input[\(index)] < 0 ? -(int32_t)input[\(index)] : input[\(index)];"
    )
    code.add("reach.errors += NAME_error_at(input_errors, input_each, \(index));")
  }

  private func addCarried(_ code: inout CCode, weight: String, index: String) {
    code.add(
      """
      carried += NAME_carried(\(self.weight(weight)),
                              NAME_error_at(input_errors, input_each, \(index)));
      """
    )
  }
}
