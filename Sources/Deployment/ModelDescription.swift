import CHalfword
public import Conformance
import FloatNetwork
import HalfwordRuntime
import Quantization

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// What an image says of itself, for programs that use it: how values become words and words values, what the outputs
/// mean, and what a run costs.
public struct ModelDescription: Codable, Equatable, Sendable {
  /// Which model it is, 16 hexadecimal digits.
  public let identity: String
  /// How many values an input has.
  public let inputCount: Int
  /// The height, width and channels of an input that has places; its number of values alone otherwise.
  public let inputShape: [Int]
  /// How many values an output has.
  public let outputCount: Int
  /// Which values the model takes: `raw`, `counts` or `standardized`.
  public let inputs: String
  /// What one count is worth, one number or one an input; nil where a value is its count.
  public let inputUnits: [Double]?
  /// What makes a word of a value, for each input: see `halfword_words_from_floats`.
  public let inputExponents: [Int]
  /// The same.
  public let inputOffsets: [Int]
  /// The smallest and largest word that the model is meant for.
  public let inputRange: [Int]
  /// A value of an output is its word times 2^(outputExponent − 8).
  public let outputExponent: Int
  /// What is read from the outputs: `largest`, `smallest`, `threshold:` with a number, or `values`.
  public let answer: String
  /// Whether the image's record says so, or it is what goes without saying.
  public let answerIsRecorded: Bool
  /// Whether a run can prove how far its outputs are from the float network's.
  public let certifies: Bool
  /// The activation of the last layer.
  public let lastActivation: String
  /// The flash that the image takes.
  public let imageBytes: Int
  /// The RAM that a run takes.
  public let workspaceBytes: Int
  /// The RAM that one takes that carries its proof.
  public let boundedWorkspaceBytes: Int
  /// No function of the library uses more stack.
  public let stackBytes: Int
  /// How many known answers a self-test has.
  public let knownAnswers: Int
  /// What the export recorded, by name.
  public let record: [String: String]
  /// The layers, the input's first.
  public let layers: [Layer]
  /// How many instructions a run takes, by core; empty where nothing is known.
  public let instructions: [String: Int]
  /// Whether these are known exactly, and not within some percent.
  public let areInstructionsExact: Bool

  /// One layer.
  public struct Layer: Codable, Equatable, Sendable {
    /// `dense`, `convolution`, ….
    public let kind: String
    /// What it does to its pre-activations.
    public let activation: String
    /// The shape of what it gives, as in `10` or `32x32x16`.
    public let shape: String
    /// How many products a run takes.
    public let macs: Int
    /// The bytes of its weights and biases.
    public let flashBytes: Int
  }

  /// Describes a model.
  public init(of model: FixedPointModel) {
    let network = model.network
    identity = model.identityText
    inputCount = model.inputCount
    let shape = network.inputShape
    inputShape = shape.isVector ? [shape.count] : [shape.height, shape.width, shape.channels]
    outputCount = model.outputCount
    let form = InputForm(of: network.record, inputCount: model.inputCount)
    inputs = form.kind.rawValue
    inputUnits = form.units
    let scales = network.inputScales
    inputExponents = scales.map(\.exponent)
    inputOffsets = scales.map { Int($0.offset) }
    inputRange = [Int(model.inputRange.lowerBound), Int(model.inputRange.upperBound)]
    outputExponent = network.outputExponent
    answer = network.answer.text
    answerIsRecorded = network.record?.answer != nil
    certifies = network.roundingLaw != .unknown
    lastActivation = network.layers.last?.activation.text ?? ""
    imageBytes = model.imageSize
    workspaceBytes = model.workspaceSize
    boundedWorkspaceBytes = network.boundedWorkspaceSize
    stackBytes = Int(HALFWORD_STACK_SIZE)
    knownAnswers = model.knownAnswerCount
    record = network.record?.entries ?? [:]
    layers = network.layers.enumerated().map { index, layer in
      let descriptor = model.layers[index]
      return Layer(
        kind: layer.form.kind.name,
        activation: layer.activation.text,
        shape: "\(layer.form.output)",
        macs: layer.form.productCount,
        flashBytes: descriptor.endOffset - descriptor.weightsOffset
      )
    }
    instructions = InstructionModel.byCore { $0.count(for: network) }
    areInstructionsExact = network.hasExactInstructions
  }

  /// The description as JSON with sorted keys, so that equal models give equal bytes.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }
}
