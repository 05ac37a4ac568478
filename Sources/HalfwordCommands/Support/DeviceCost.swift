import FloatNetwork
import Quantization

/// What a model takes on a device, a line a core.
func instructionLines(of network: QuantizedNetwork) -> String {
  let macs = network.layers.map(\.form.productCount).reduce(0, +)
  var table = Table(
    "Core",
    "Instructions a run",
    "Per multiply-accumulate",
    "With its proof, about"
  )
  for core in InstructionModel.cores {
    guard let count = core.model.count(for: network),
      let certified = core.model.certifiedCount(for: network)
    else {
      return
        "Instructions: \(macs) multiply-accumulates a run. What they take is known beforehand for "
        + "chains of dense layers alone; Tools/count-instructions counts it on an emulated board. It is the "
        + "same for every input."
    }
    table.add(
      core.name,
      "\(count)",
      String(rounding: Double(count) / Double(macs)),
      "\(certified)"
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
