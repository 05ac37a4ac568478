import HalfwordRuntime
public import Quantization

/// About how many instructions a run takes on a core: what the inner loops of its kernel take, and what
/// surrounds them for each panel of four rows.
///
/// An estimate for comparing models, from the kernels' instruction counts; it leaves out softmax and the
/// interface. The firmware's counter tells the exact number.
public struct InstructionEstimate: Equatable, Sendable {
  /// The core's name.
  public let core: String
  /// For the products of two inputs with the four rows of a panel, with sums in 32 and in 64 bits.
  private let perPair: (narrow: Int, wide: Int)
  /// For a panel besides: its biases, the rounding and the activation of its four rows.
  private let perPanel: Int

  /// The cores that are estimated.
  public static let cores = [
    InstructionEstimate(core: "Cortex-M0", perPair: (30, 50), perPanel: 300),
    InstructionEstimate(core: "Cortex-M4", perPair: (6, 8), perPanel: 170),
  ]

  /// The instructions of one run.
  public func instructions(of network: QuantizedNetwork) -> Int {
    network.layers.reduce(0) { sum, layer in
      let panels = layer.panels
      let pair = layer.accumulator == .bits32 ? perPair.narrow : perPair.wide
      return sum + panels.panelCount * (panels.pairCount * pair + perPanel)
    }
  }

  /// Whether all numbers are equal.
  public static func == (first: InstructionEstimate, second: InstructionEstimate) -> Bool {
    first.core == second.core && first.perPair == second.perPair
      && first.perPanel == second.perPanel
  }
}
