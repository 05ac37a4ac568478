import Conformance
import Datasets
import Deployment
import FloatNetwork

/// How the samples of an option group become those of a network.
extension DataOptions {
  /// The files and folders that are read.
  var files: [String] {
    [data == DataSource.digitsName ? nil : data, testData, labelFile].compactMap(\.self)
  }

  /// The test samples of a model.
  func preparedSamples(for deployed: DeployedModel) throws -> PreparedSamples {
    let samples = try samples(.test, classes: deployed.classes)
    guard let source = deployed.checkpoint else {
      return try PreparedSamples(
        samples,
        inputCount: deployed.model.inputCount,
        form: pixels.form()
      )
    }
    return try preparedSamples(samples, for: source, inputs: deployed.inputs)
  }

  /// Samples as a network of a checkpoint takes them.
  func preparedSamples(
    _ split: Split,
    for source: Checkpoint,
    inputs: InputForm
  ) throws -> PreparedSamples {
    try preparedSamples(
      samples(split, classes: source.knownClasses),
      for: source,
      inputs: inputs
    )
  }

  /// All samples there are, whether or not they have labels.
  func allSamples(for source: Checkpoint) throws -> LabeledSamples {
    var all = self
    all.testData = testData ?? data
    return try all.samples(.test, classes: source.knownClasses)
  }

  /// Samples that were read, as a network of a checkpoint takes them.
  func preparedSamples(
    _ samples: LabeledSamples,
    for source: Checkpoint,
    inputs: InputForm
  ) throws -> PreparedSamples {
    try PreparedSamples(
      samples,
      isLabelled: label != .none,
      for: source,
      inputs: inputs,
      form: pixels.form(recordedIn: source.pixelsNote)
    )
  }

  /// The same options, without a label where the data are a table with one column an input.
  func knowingLabel(inputCount: Int) throws -> DataOptions {
    guard label == .last, isUnlabelled(inputCount: inputCount) else { return self }
    var options = self
    options.label = .none
    return options
  }

  private func isUnlabelled(inputCount: Int) -> Bool {
    var options = self
    options.label = .none
    options.testData = nil
    options.fullInk = nil
    guard let samples = try? options.samples(.train), !samples.isPictures,
      let rows = try? samples.prepared(inputCount: inputCount, form: .gray)
    else { return false }
    return rows.inputCount == inputCount
  }
}

extension Checkpoint {
  /// What its classes are called, where it knows.
  var knownClasses: ClassNames? { classNames.isEmpty ? nil : ClassNames(classNames) }
}
