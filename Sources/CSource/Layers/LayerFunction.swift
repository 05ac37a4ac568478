import FloatNetwork
import HalfwordRuntime
import Quantization

/// The C of one layer: its constants, and a function that makes its values of those that it reads; with certificates
/// a second function that makes their error words, too.
///
/// A layer goes through its values in the order in which they lie in memory, so that it may write over what it reads
/// where the memory plan says so.
struct LayerFunction {
  let layer: QuantizedLayer
  /// From 1.
  let number: Int
  /// The addition that happens in the layer's last step, in the place of what it adds.
  let addition: QuantizedLayer?
  /// Whether its outputs are the model's.
  let isLast: Bool
  /// How the float network's biases were rounded.
  let law: RoundingLaw

  var form: LayerForm { layer.form }
  /// What every name of the layer begins with.
  var name: String { "NAME_layer\(number)" }

  /// Whether its softmax is left to whoever calls the function: a class is taken from the logits.
  var leavesSoftmax: Bool { isLast && layer.activation == .softmax }

  /// The helpers of one of its functions.
  func helpers(isBounded: Bool) -> Set<Helper> {
    var helpers = kindHelpers.union(layer.activationHelpers)
    if let addition { helpers.formUnion(addition.activationHelpers.union([.added])) }
    if leavesSoftmax { helpers.remove(.softmax) }
    if layer.activation == .softmax { helpers.insert(.indexOfLargest) }
    guard isBounded else { return helpers }
    helpers.formUnion(kindErrorHelpers.union(layer.activationErrorHelpers))
    if let addition { helpers.formUnion(addition.activationErrorHelpers.union([.addedError])) }
    if layer.activation == .softmax, !leavesSoftmax { helpers.insert(.spreadShares) }
    return helpers
  }

  private var kindHelpers: Set<Helper> {
    switch form.kind {
    case .dense: [rowWords.sum, rowWords.word]
    case .convolution: axes.helpers.union([rowWords.sum, rowWords.word])
    case .depthwise: axes.helpers.union([rowWords.word]).union(weightHelpers)
    case .maxPooling: axes.helpers
    case .averagePooling: axes.helpers.union([averageHelper])
    case .addition: [.added]
    }
  }

  private var kindErrorHelpers: Set<Helper> {
    switch form.kind {
    case .dense, .convolution, .depthwise:
      weightHelpers.union(
        weightsAreExact ? [.errorAt, .rowError] : [.errorAt, .common, .rowError]
      )
    case .maxPooling: [.errorAt]
    case .averagePooling: [.errorAt]
    case .addition: [.errorAt, .addedError]
    }
  }

  /// The constants, as C.
  var constants: String {
    var text = ""
    if form.kind.hasWeights {
      text += weightsArray
      text += CNumbers.array("int32_t", "\(name)_starts", layer.starts)
      if rowWords.fraction == nil {
        text += CNumbers.array("uint8_t", "\(name)_fractions", layer.fractionBits)
      }
    }
    text += layer.elementwiseConstants(name)
    if let addition { text += addition.elementwiseConstants("NAME_layer\(number + 1)") }
    return text
  }

  /// A function of the layer.
  ///
  /// - Parameter isBounded: whether it makes error words, too.
  func function(isBounded: Bool) -> String {
    var code = CCode()
    code.function(head(isBounded: isBounded)) { code in
      var body = CCode()
      // What the body uses is declared above it.
      writeBody(&body, isBounded: isBounded)
      declareVariables(of: body.text, in: &code)
      if isBounded { code.add("int has_bound = 1;") }
      code.add(String(body.text.dropLast()))
      writeSoftmax(&code, isBounded: isBounded)
      if isBounded { code.add("return has_bound;") }
    }
    return code.text
  }

  private func head(isBounded: Bool) -> String {
    let reads = form.kind == .addition ? ["first", "second"] : ["input"]
    var parameters = reads.map { "const int16_t *\($0)" }
    if isBounded {
      parameters += reads.map { "const int16_t *\($0)_errors, int32_t \($0)_each" }
    }
    parameters.append("int16_t *output")
    if isBounded { parameters.append("\(isLast ? "uint32_t" : "int16_t") *errors") }
    return isBounded
      ? "static int \(name)_bounded(\(parameters.joined(separator: ",\n    ")))"
      : "static void \(name)(\(parameters.joined(separator: ", ")))"
  }

  private func declareVariables(of body: String, in code: inout CCode) {
    let used = ["y", "x", "unit", "piece", "row", "column", "channel"].filter {
      body.contains("for (\($0) =")
    }
    var declared = used.joined(separator: ", ")
    if body.contains("[index]") { declared = "index = 0" + (used.isEmpty ? "" : ", ") + declared }
    if !declared.isEmpty { code.add("INDEX \(declared);") }
  }

  private func writeBody(_ code: inout CCode, isBounded: Bool) {
    switch form.kind {
    case .dense: writeDense(&code, isBounded: isBounded)
    case .convolution: writeConvolution(&code, isBounded: isBounded)
    case .depthwise: writeDepthwise(&code, isBounded: isBounded)
    case .maxPooling, .averagePooling: writePooling(&code, isBounded: isBounded)
    case .addition: writeAddition(&code, isBounded: isBounded)
    }
  }

  /// A softmax between the layers.
  private func writeSoftmax(_ code: inout CCode, isBounded: Bool) {
    guard layer.activation == .softmax, !leavesSoftmax else { return }
    let count = form.valueCount
    code.add("NAME_softmax(output, \(count), NAME_index_of_largest(output, \(count)));")
    if isBounded { code.add("if (!NAME_spread_shares(errors, \(count)))\n    has_bound = 0;") }
  }
}
