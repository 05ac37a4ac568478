import FloatNetwork
import Quantization

/// What a model takes on a device, a line a core.
func instructionLines(of network: QuantizedNetwork) -> String {
  let macs = network.layers.map(\.form.productCount).reduce(0, +)
  let isExact = network.hasExactInstructions
  var table = Table(
    "Core",
    "Instructions a run" + (isExact ? "" : ", about"),
    "Per multiply-accumulate",
    "Cycles, about",
    "At 100 MHz, about",
    "With its proof, about"
  )
  for core in InstructionModel.cores {
    guard let count = core.count(for: network), let cycles = core.cycles(for: network) else {
      return
        "Instructions: \(macs) multiply-accumulates a run; Tools/count-instructions counts what they take."
    }
    table.add(
      core.name,
      "\(count)",
      macs == 0 ? "" : String(rounding: Double(count) / Double(macs)),
      "\(cycles)",
      String(rounding: Double(cycles) / 100_000) + " ms",
      core.certifiedCount(for: network).map { "\($0)" } ?? "not modelled"
    )
  }
  return table.text
    + "\nThe same for every input: no branch depends on the data, but for a run with its proof. "
    + (isExact
      ? "" : "Instructions are right within some percent; Tools/count-instructions counts them. ")
    + "Cycles are those of the first core of a line, by its published timings, from memory without "
    + "wait states."
}

extension String {
  /// A number with two decimals.
  fileprivate init(rounding value: Double) {
    let hundredths = Int((value * 100).rounded())
    let fraction = String(hundredths % 100)
    self = "\(hundredths / 100)." + String(repeating: "0", count: 2 - fraction.count) + fraction
  }
}
