public import FloatNetwork

extension TensorShape {
  /// What a value is called: of a vector "unit 5", otherwise "channel 5 at row 2, column 7".
  ///
  /// - Parameter index: its number in memory.
  public func name(ofValue index: Int) -> String {
    guard !isVector else { return "unit \(index)" }
    return "channel \(index % channels) at \(place(ofValue: index))"
  }

  /// The same without a word for vectors, for tables.
  public func shortName(ofValue index: Int) -> String {
    isVector ? "\(index)" : "\(index % channels) at \(place(ofValue: index))"
  }

  private func place(ofValue index: Int) -> String {
    let place = index / channels
    return "row \(place / width), column \(place % width)"
  }
}
