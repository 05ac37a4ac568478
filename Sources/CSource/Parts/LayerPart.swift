import FloatNetwork
import HalfwordRuntime
import Quantization

extension CSourceFile {
  /// One layer: what it is for a reader, its constants, and its functions.
  func layerText(_ function: LayerFunction) -> String {
    var text =
      "/*\n" + comment(function).map { $0.isEmpty ? " *\n" : " * \($0)\n" }.joined() + " */\n"
    text += function.constants
    text += function.function(isBounded: false) + "\n"
    if hasCertificates { text += function.function(isBounded: true) + "\n" }
    return text
  }

  private func comment(_ function: LayerFunction) -> [String] {
    let layer = function.layer
    var lines = ["Layer \(function.number): \(title(layer))"]
    lines.append("Reads \(layer.form.sources.map(tensor).joined(separator: " and ")).")
    if layer.form.kind.hasWeights {
      lines.append(
        "\(layer.form.rowCount) rows of \(layer.form.columnCount) weights\(layer.weightBitsText) with "
          + "\(layer.fractionText) behind the point; sums in \(layer.sums.text)."
      )
    }
    if let window = layer.form.kind.window { lines.append(windowText(window)) }
    lines.append("Gives \(meaning(of: layer)).")
    lines += rangeLine(function.number)
    if let addition = function.addition {
      let sources = addition.form.sources.map(tensor).joined(separator: " and ")
      lines.append("")
      lines.append("Layer \(function.number + 1): \(title(addition)), in its last step")
      lines.append("Adds \(sources); where it writes, the other one lies.")
      lines.append("Gives \(meaning(of: addition)).")
      lines += rangeLine(function.number + 1)
    }
    return lines
  }

  private func title(_ layer: QuantizedLayer) -> String {
    let pieces = layer.activation.pieces
    let activation = layer.activation.name + (pieces > 1 ? " of \(pieces) pieces" : "")
    return "\(layer.form.kind.name), \(activation), \(layer.form.input) -> \(layer.form.output)"
  }

  private func tensor(_ number: Int) -> String {
    number == 0 ? "the input" : "what layer \(number) gives"
  }

  private func windowText(_ window: Window) -> String {
    "Kernel \(window.kernelHeight) x \(window.kernelWidth), stride \(window.strideHeight) x \(window.strideWidth)"
      + ", dilation \(window.dilationHeight) x \(window.dilationWidth)"
      + ", padding \(window.paddingTop) above and \(window.paddingLeft) on the left."
  }

  private func meaning(of layer: QuantizedLayer) -> String {
    let exponents = layer.exponents.map { $0 - 8 }
    guard let least = exponents.min(), let most = exponents.max() else { return "nothing" }
    if least == most { return "words of value * 2^\(-least)" }
    return "words of value * 2^n, n by channel: "
      + CNumbers.lines(exponents.map { "\(-$0)" }).trimmingSpaces
      .replacing("\n    ", with: "\n *     ")
  }

  private func rangeLine(_ number: Int) -> [String] {
    guard number <= ranges.count else { return [] }
    let range = ranges[number - 1]
    return [
      "Values are from \(short(range.lowerBound)) to \(short(range.upperBound)) for every input."
    ]
  }

  private func short(_ value: Double) -> String {
    String((value * 1_000).rounded() / 1_000)
  }
}

extension String {
  fileprivate var trimmingSpaces: String { String(drop { $0 == " " }) }
}
