import FloatNetwork

/// How a window moves over an input, in C: `top` and `left` are where the kernel begins at a place of the output, and
/// of its rows and the places in a row those from `first_row` to before `end_row`, from `first_column` to before
/// `end_column` lie inside.
struct WindowAxes {
  let window: Window
  let input: TensorShape
  let output: TensorShape

  /// Whether at each place of the output all rows of the kernel lie inside; likewise of the places in a row.
  private var rowsAreInside: Bool {
    (0..<output.height).allSatisfy {
      window.rows(at: $0, of: input.height).count == window.kernelHeight
    }
  }
  private var columnsAreInside: Bool {
    (0..<output.width).allSatisfy {
      window.columns(at: $0, of: input.width).count == window.kernelWidth
    }
  }

  /// The numbers that the C computes with, for the choice of its type.
  var largestNumber: Int {
    max(
      output.height * window.strideHeight + window.kernelHeight * window.dilationHeight
        + window.paddingTop,
      output.width * window.strideWidth + window.kernelWidth * window.dilationWidth
        + window.paddingLeft
    )
  }

  var helpers: Set<Helper> {
    rowsAreInside && columnsAreInside ? [] : [.firstInside, .endInside]
  }

  /// How many places of the kernel lie inside, as C.
  var insideCount: String {
    if rowsAreInside && columnsAreInside { return "\(window.placeCount)" }
    let rows = rowsAreInside ? "\(window.kernelHeight)" : "(end_row - first_row)"
    let columns = columnsAreInside ? "\(window.kernelWidth)" : "(end_column - first_column)"
    return "\(rows) * \(columns)"
  }

  /// Declares where the kernel's rows lie, at the output's row `y`.
  func declareRows(_ code: inout CCode, y: String) {
    let origin = CExpression.difference(
      CExpression.product(y, window.strideHeight),
      window.paddingTop
    )
    code.add("const INDEX top = \(origin);")
    guard !rowsAreInside else { return }
    code.add("const INDEX first_row = NAME_first_inside(top, \(window.dilationHeight));")
    code.add(
      "const INDEX end_row = NAME_end_inside(top, \(window.dilationHeight), \(window.kernelHeight), \(input.height));"
    )
  }

  /// Declares where the places of a kernel's row lie, at the place `x` of the output's row.
  func declareColumns(_ code: inout CCode, x: String) {
    let origin = CExpression.difference(
      CExpression.product(x, window.strideWidth),
      window.paddingLeft
    )
    code.add("const INDEX left = \(origin);")
    guard !columnsAreInside else { return }
    code.add("const INDEX first_column = NAME_first_inside(left, \(window.dilationWidth));")
    code.add(
      "const INDEX end_column = NAME_end_inside(left, \(window.dilationWidth), \(window.kernelWidth), \(input.width));"
    )
  }

  /// Writes a body for each place of the kernel inside: its number, and the index of its first channel.
  func writePlaces(_ code: inout CCode, _ body: (inout CCode, String, String) -> Void) {
    writeRows(&code) { code, row in
      code.loop(
        "column",
        from: columnsAreInside ? "0" : "first_column",
        to: columnsAreInside ? "\(window.kernelWidth)" : "end_column"
      ) { code, column in
        body(&code, place(row, column), index(row, column))
      }
    }
  }

  /// Writes a body for each run of values that lie side by side: the number of its first place, the index of its first
  /// value, and how many there are.
  func writeRuns(_ code: inout CCode, _ body: (inout CCode, String, String, String) -> Void) {
    guard window.dilationWidth == 1 || window.kernelWidth == 1 else {
      writePlaces(&code) { body(&$0, $1, $2, "\(input.channels)") }
      return
    }
    writeRows(&code) { code, row in
      if columnsAreInside {
        body(&code, place(row, "0"), index(row, "0"), "\(window.kernelWidth * input.channels)")
        return
      }
      code.block("if (first_column < end_column)") { code in
        let count = CExpression.product("end_column - first_column", input.channels)
        body(&code, place(row, "first_column"), index(row, "first_column"), count)
      }
    }
  }

  private func writeRows(_ code: inout CCode, _ body: (inout CCode, String) -> Void) {
    code.loop(
      "row",
      from: rowsAreInside ? "0" : "first_row",
      to: rowsAreInside ? "\(window.kernelHeight)" : "end_row",
      body
    )
  }

  private func place(_ row: String, _ column: String) -> String {
    CExpression.sum(CExpression.product(row, window.kernelWidth), column)
  }

  private func index(_ row: String, _ column: String) -> String {
    let line = CExpression.sum("top", CExpression.product(row, window.dilationHeight))
    let place = CExpression.sum("left", CExpression.product(column, window.dilationWidth))
    return CExpression.product(
      CExpression.sum(CExpression.product(line, input.width), place),
      input.channels
    )
  }
}

extension LayerFunction {
  /// The window of a convolution or a pooling.
  var axes: WindowAxes {
    WindowAxes(
      window: form.kind.window ?? .whole(form.input),
      input: form.input,
      output: form.output
    )
  }

  /// Writes a body for each place of the output, row by row.
  func writePositions(_ code: inout CCode, _ body: (inout CCode) -> Void) {
    code.loop("y", to: "\(form.output.height)") { code, y in
      axes.declareRows(&code, y: y)
      code.loop("x", to: "\(form.output.width)") { code, x in
        axes.declareColumns(&code, x: x)
        body(&code)
      }
    }
  }
}
