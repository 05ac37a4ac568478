public import Conformance
public import Datasets
public import FloatNetwork

/// Samples as a network takes them.
public struct PreparedSamples: Sendable {
  /// The values as they were read; pictures in the size that the network takes.
  public let raw: Dataset
  /// The values that the model takes for them.
  public let modelInputs: Dataset
  /// What labels may be called.
  public let classes: ClassNames
  /// What the samples say is right.
  public let truth: Comparison.Truth

  /// Prepares samples.
  ///
  /// - Parameters:
  ///   - isLabelled: whether they have labels or targets; the float network's answers stand for them
  ///     otherwise.
  ///   - form: how pictures become inputs.
  /// - Throws: `FileError` or `InputCountError` where the samples are none of the network's.
  public init(
    _ samples: LabeledSamples,
    isLabelled: Bool,
    for source: Checkpoint,
    inputs: InputForm,
    form: PixelForm
  ) throws {
    var raw = try samples.prepared(inputCount: source.network.inputCount, form: form)
    var modelInputs = raw
    modelInputs.inputs = source.modelInputs(raw.inputs, for: inputs)
    classes = samples.classes
    if !isLabelled {
      modelInputs = modelInputs.labelled(by: try source.deployedNetwork(for: inputs))
      raw = Dataset(
        inputCount: raw.inputCount,
        classCount: modelInputs.classCount,
        inputs: raw.inputs,
        labels: modelInputs.labels
      )
    }
    self.raw = raw
    self.modelInputs = modelInputs
    truth = isLabelled ? (raw.targets == nil ? .labels : .targets) : .unknown
  }

  /// Prepares samples for a model of which only the image is known: it takes their values as they are.
  ///
  /// - Throws: `FileError` or `InputCountError` where the samples are none of the network's.
  public init(_ samples: LabeledSamples, inputCount: Int, form: PixelForm) throws {
    raw = try samples.prepared(inputCount: inputCount, form: form)
    modelInputs = raw
    classes = samples.classes
    truth = raw.targets == nil ? .labels : .targets
  }

  /// The values of every sample, as the model takes them.
  public var rows: [[Float]] {
    (0..<modelInputs.count).map { Array(modelInputs.input(at: $0)) }
  }

  /// The class of a sample; nil where nothing says it.
  public func label(ofSample index: Int) -> Int? {
    truth == .labels ? modelInputs.labels[index] : nil
  }
}

extension Dataset {
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
