public import Datasets

extension Dataset {
  /// Whether all values are whole numbers, more than the 0 and 1 of flags and pixels, of which 16 bits hold
  /// every one once an offset is taken away: then a device takes them as a sensor counts them, in integers.
  ///
  /// - Parameter headroomBits: bits of range that are left for what the samples do not show.
  public func holdsCounts(headroomBits: Int) -> Bool {
    guard inputs.allSatisfy({ $0 == $0.rounded() && abs($0) <= 0x1p24 }),
      inputs.contains(where: { $0 != 0 && $0 != 1 })
    else { return false }
    let room = Float(Int(UInt16.max) >> headroomBits)
    return (0..<inputCount).allSatisfy { input in
      let values = stride(from: input, to: inputs.count, by: inputCount).lazy.map { inputs[$0] }
      return (values.max() ?? 0) - (values.min() ?? 0) <= room
    }
  }
}
