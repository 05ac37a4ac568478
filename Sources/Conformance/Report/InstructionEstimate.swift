import HalfwordRuntime
public import Quantization

/// About how many instructions a run takes on a core: what the inner loops of the kernels take, as
/// disassembled from the libraries that `Tools/build-c-library` makes, and what surrounds them.
///
/// An estimate for comparing models, not a measurement: it leaves out softmax and the interface.
public struct InstructionEstimate: Equatable, Sendable {
  /// The core's name.
  public let core: String
  /// For the products of two inputs with the four rows of a panel, with sums in 32 and in 64 bits.
  private let perPair: (narrow: Int, wide: Int)
  /// For a panel besides: its biases, the rounding and the activation of its four rows.
  private let perPanel: Int

  /// The cores that are estimated.
  public static let cores = [
    InstructionEstimate(core: "Cortex-M0", perPair: (58, 78), perPanel: 240),
    InstructionEstimate(core: "Cortex-M4", perPair: (31, 43), perPanel: 140),
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
