public import FloatNetwork

/// In which order a file has the values of a tensor that the network has as height × width × channels, channels
/// innermost.
public struct ValueOrder: Equatable, Sendable {
  /// For each value of the network its index in the file's order; nil where both are the same.
  public let places: [Int]?

  init(_ places: [Int]?) {
    self.places = places.flatMap { order in
      order.enumerated().allSatisfy { $0 == $1 } ? nil : order
    }
  }

  /// Whether the file has its values in the order of the network: a vector, or channels innermost.
  public var isThatOfTheNetwork: Bool { places == nil }

  /// Whether the file has channels × height × width where the network has a tensor of this shape.
  public func isChannelsFirst(of shape: TensorShape) -> Bool {
    guard let places else { return shape.channels == 1 || shape.isVector }
    return places.enumerated().allSatisfy { place, index in
      index == place % shape.channels * shape.placeCount + place / shape.channels
    }
  }

  /// The values of a sample in the order of the network.
  ///
  /// - Precondition: as many as the tensor has.
  public func inNetworkOrder<Value>(_ sample: [Value]) -> [Value] {
    guard let places else { return sample }
    precondition(sample.count == places.count)
    return places.map { sample[$0] }
  }

  /// The values of a tensor of the network in the order of the file.
  ///
  /// - Precondition: as many as the tensor has.
  public func inFileOrder<Value>(_ values: [Value]) -> [Value] {
    guard let places else { return values }
    precondition(values.count == places.count)
    var result = values
    for (place, index) in places.enumerated() { result[index] = values[place] }
    return result
  }
}
