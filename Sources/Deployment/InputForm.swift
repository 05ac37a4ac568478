public import FloatNetwork
import HalfwordRuntime
public import Quantization

/// Which values an exported model takes, where that is not simply those of the samples.
public enum ModelInputs: String, CaseIterable, Sendable {
  /// What the samples hold: a standardization is folded into the first layer.
  case raw
  /// The same as whole numbers of a sensor, whose unit is folded into the first layer.
  case counts
  /// What the application has standardized.
  case standardized
}

/// The values that a model takes, and what lies between them and the samples'.
public struct InputForm: Equatable, Sendable {
  /// Which values.
  public var kind = ModelInputs.raw
  /// Of counts, what one of each input is worth; nil for 1.
  public var units: [Double]?

  /// As an image records it.
  public init(of record: ExportRecord?, inputCount: Int) {
    kind = record?.inputs.flatMap(ModelInputs.init) ?? .raw
    let units = record?.inputUnits
    self.units = units?.count == 1 ? Array(repeating: units?[0] ?? 1, count: inputCount) : units
    if self.units?.count != inputCount { self.units = nil }
  }

  /// Names the values.
  public init(_ kind: ModelInputs, units: [Double]? = nil) {
    self.kind = kind
    self.units = units
  }
}

extension Checkpoint {
  /// The network that a device runs, in the units of what it takes: dropout folded in and, where it is,
  /// the standardization and the unit of counts.
  public func deployedNetwork(for inputs: InputForm) throws -> Network {
    let folded = network.isDropoutFolded ? network : try network.foldingDropout()
    let raw = foldedStandardization(for: inputs).map { folded.folding($0) } ?? folded
    return inputs.kind == .counts ? try inputs.units.map { try raw.folding(units: $0) } ?? raw : raw
  }

  /// What is folded into the first layer; nil for nothing.
  public func foldedStandardization(for inputs: InputForm) -> Standardization? {
    inputs.kind == .standardized ? nil : standardization
  }

  /// The values that the model takes for those of samples.
  ///
  /// - Precondition: whole samples of as many values as there are inputs.
  public func modelInputs(_ raw: [Float], for inputs: InputForm) -> [Float] {
    switch inputs.kind {
    case .raw: return raw
    case .counts:
      guard let units = inputs.units else { return raw }
      return raw.indices.map { index in
        Float((Double(raw[index]) / units[index % units.count] + 0.5).rounded(.down))
      }
    case .standardized: return standardization.map { $0(raw) } ?? raw
    }
  }

  /// The range of each input that the model takes, as training recorded it; nil where nobody did.
  public func inputBox(for inputs: InputForm) -> InputBox? {
    guard let ranges = inputRanges else { return nil }
    let ends = [ranges.smallest, ranges.largest].map { modelInputs($0, for: inputs) }
    return InputBox(
      ranges: zip(ends[0], ends[1]).map {
        min(Double($0), Double($1))...max(Double($0), Double($1))
      }
    )
  }

  /// The name under which training records `--pixels`.
  public static let pixelsNote = "pixels"
  /// What `--pixels` was in training.
  public var pixelsNote: String? { notes[Self.pixelsNote] }
}
