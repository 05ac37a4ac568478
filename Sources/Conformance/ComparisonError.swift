/// Why a model cannot be compared with a network on some data.
public enum ComparisonError: Error, Equatable, CustomStringConvertible {
  /// Their inputs and outputs are different numbers of values.
  case differentNetworks(model: [Int], network: [Int])
  /// The data's samples have another number of values.
  case differentInputs(data: Int, network: Int)
  /// A value of a sample is infinite or not a number.
  case notFinite(sample: Int, input: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .differentNetworks(let model, let network):
      "the model maps \(model[0]) inputs to \(model[1]) outputs, the checkpoint \(network[0]) to "
        + "\(network[1]); they are not of the same network"
    case .differentInputs(let data, let network):
      "a sample has \(data) values, but the network takes \(network)"
    case .notFinite(let sample, let input):
      "input \(input) of sample \(sample) is infinite or not a number"
    }
  }
}
