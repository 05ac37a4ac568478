import Quantization

/// What a model takes on a device, a line a core.
func instructionLines(of network: QuantizedNetwork) -> String {
  let macs = network.layers.map(\.weights.count).reduce(0, +)
  var table = Table(
    "Core",
    "Instructions a run",
    "Per multiply-accumulate",
    "With its proof, about"
  )
  for core in InstructionModel.cores {
    let count = core.model.count(for: network)
    table.add(
      core.name,
      "\(count)",
      String(rounding: Double(count) / Double(macs)),
      "\(core.model.certifiedCount(for: network))"
    )
  }
  return table.text
    + "\nThe same for every input: no branch depends on the data, but for a run with its proof."
}

extension String {
  /// A number with two decimals.
  fileprivate init(rounding value: Double) {
    let hundredths = Int((value * 100).rounded())
    let fraction = String(hundredths % 100)
    self = "\(hundredths / 100)." + String(repeating: "0", count: 2 - fraction.count) + fraction
  }
}
