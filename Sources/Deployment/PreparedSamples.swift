public import Conformance
public import Datasets
public import FloatNetwork

/// Samples as a network takes them.
public struct PreparedSamples: Sendable {
  /// The values as they were read; pictures in the size that the network takes.
  public let raw: Dataset
  /// The values that the model takes for them.
  public let modelInputs: Dataset
  /// What labels may be called; empty where there are targets.
  public let classes: ClassNames
  /// What the samples say is right.
  public let truth: Comparison.Truth
  /// What the inputs are called; nil where nothing says it.
  public let inputNames: [String]?
  /// Where samples were read from; nil for samples that were made.
  private let source: LabeledSamples?

  /// Prepares samples that were read.
  ///
  /// - Parameter form: how pictures become inputs.
  /// - Throws: as `LabeledSamples.shaped(as:)` where the samples are none of the network's.
  public init(
    _ samples: LabeledSamples,
    for checkpoint: Checkpoint,
    inputs: InputForm,
    form: PixelForm
  ) throws {
    let shape = checkpoint.sampleShape
    let samples = try samples.shaped(as: shape)
    try self.init(
      samples.prepared(shape: shape, form: form),
      classes: samples.classes,
      isLabelled: !samples.isUnlabelled,
      for: checkpoint,
      inputs: inputs,
      source: samples
    )
  }

  /// Prepares samples that were made.
  ///
  /// - Parameter isLabelled: whether they have labels or targets; the float network's answers stand for
  ///   labels otherwise.
  /// - Precondition: `raw` has as many values a sample as the network takes.
  public init(
    _ raw: Dataset,
    classes: ClassNames,
    isLabelled: Bool,
    for checkpoint: Checkpoint,
    inputs: InputForm
  ) throws {
    try self.init(
      raw,
      classes: classes,
      isLabelled: isLabelled,
      for: checkpoint,
      inputs: inputs,
      source: nil
    )
  }

  private init(
    _ raw: Dataset,
    classes: ClassNames,
    isLabelled: Bool,
    for checkpoint: Checkpoint,
    inputs: InputForm,
    source: LabeledSamples?
  ) throws {
    var modelInputs = raw
    modelInputs.inputs = checkpoint.modelInputs(raw.inputs, for: inputs)
    if !isLabelled {
      modelInputs = modelInputs.labelled(by: try checkpoint.deployedNetwork(for: inputs))
    }
    self.raw = Dataset(raw, labels: modelInputs)
    self.modelInputs = modelInputs
    self.classes = classes
    self.source = source
    inputNames = source?.inputNames
    truth = isLabelled ? (raw.targets == nil ? .labels : .targets) : .unknown
  }

  /// Prepares samples for a model of which only the image is known: it takes their values as they are.
  ///
  /// - Throws: as `LabeledSamples.shaped(as:)` where the samples are none of the network's.
  public init(_ samples: LabeledSamples, shape: SampleShape, form: PixelForm) throws {
    let samples = try samples.shaped(as: shape)
    raw = try samples.prepared(shape: shape, form: form)
    modelInputs = raw
    classes = samples.classes
    source = samples
    inputNames = samples.inputNames
    truth = samples.isUnlabelled ? .unknown : raw.targets == nil ? .labels : .targets
  }

  /// The same samples for a model that takes other values.
  public func taken(as inputs: InputForm, by checkpoint: Checkpoint) throws -> PreparedSamples {
    try PreparedSamples(
      raw,
      classes: classes,
      isLabelled: truth != .unknown,
      for: checkpoint,
      inputs: inputs,
      source: source
    )
  }

  /// The values of every sample, as the model takes them.
  public var rows: [[Float]] {
    (0..<modelInputs.count).map { Array(modelInputs.input(at: $0)) }
  }

  /// The class of a sample; nil where nothing says it.
  public func label(ofSample index: Int) -> Int? {
    truth == .labels ? modelInputs.labels[index] : nil
  }

  /// The classes of the first samples, where nothing says them the float network's; nil where samples have
  /// target values.
  public func labels(ofFirst count: Int) -> [Int]? {
    truth == .targets ? nil : Array(modelInputs.labels.prefix(count))
  }

  /// Where a sample stands in what it was read from, such as "line 12 of x.csv".
  public func place(ofSample index: Int) -> String? { source?.place(ofSample: index) }
}

extension Dataset {
  /// The same inputs with the labels of another dataset.
  fileprivate init(_ raw: Dataset, labels other: Dataset) {
    self = raw
    classCount = other.classCount
    labels = other.labels
  }

  /// The same samples, each with the class that a network gives it.
  fileprivate func labelled(by network: Network) -> Dataset {
    Dataset(
      inputCount: inputCount,
      classCount: max(classCount, network.outputCount),
      inputs: inputs,
      labels: (0..<count).map { sample in
        let input = self.input(at: sample).map(Double.init)
        return indexOfLargest(network.scores(of: network.referenceTrace(for: input)))
      }
    )
  }
}
