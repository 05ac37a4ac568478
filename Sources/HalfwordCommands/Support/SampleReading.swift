import ArgumentParser
import Conformance
import Datasets
import Deployment
import FloatNetwork

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How the samples of an option group become those of a network.
extension DataOptions {
  /// The files and folders that are read.
  var files: [String] {
    [data == DataSource.digitsName ? nil : data, testData, labelFile, testLabelFile]
      .compactMap(\.self)
  }

  /// A checkpoint with the names of `--classes`, where it has none of its own, so that the header of a model
  /// names its outputs as the labels do.
  func named(_ source: Checkpoint) throws -> Checkpoint {
    guard source.classNames.isEmpty, let classes else { return source }
    let names = try ClassNames(givenAs: classes).names
    guard names.count == source.network.outputCount else { return source }
    var result = source
    result.classNames = names
    return result
  }

  /// The test samples of a model.
  func preparedSamples(for deployed: DeployedModel) throws -> PreparedSamples {
    guard let source = deployed.checkpoint else {
      let (inputs, outputs) = (deployed.model.inputCount, deployed.model.outputCount)
      guard givenData != nil || Self.fitsDigits(inputs: inputs, outputs: outputs) else {
        throw ValidationError("give --data: the built-in digits are none of this network's samples")
      }
      let shape = deployed.model.sampleShape
      return try PreparedSamples(
        samples(.test, outputCount: outputs),
        shape: shape,
        form: pixels.form(for: shape)
      )
    }
    _ = try deployed.requiredCheckpoint()
    return try preparedSamples(.test, for: source, inputs: deployed.inputs)
  }

  /// Samples as a network of a checkpoint takes them.
  ///
  /// - Parameter saysNotes: whether what was taken for what is printed, which is once enough.
  func preparedSamples(
    _ split: Split,
    for source: Checkpoint,
    inputs: InputForm,
    saysNotes: Bool = true
  ) throws -> PreparedSamples {
    try preparedSamples(
      loadedSamples(split, for: source, saysNotes: saysNotes),
      for: source,
      inputs: inputs
    )
  }

  /// All samples there are, whichever part they are for.
  func allSamples(for source: Checkpoint) throws -> LabeledSamples {
    var ignored: [String] = []
    var all = try dataOptions(for: source, &ignored)
    all.testData = all.testData ?? all.data
    return try all.loadedSamples(.test, for: source, saysNotes: true)
  }

  /// Samples that were read, as a network of a checkpoint takes them.
  func preparedSamples(
    _ samples: LabeledSamples,
    for source: Checkpoint,
    inputs: InputForm
  ) throws -> PreparedSamples {
    try PreparedSamples(
      samples,
      for: source,
      inputs: inputs,
      form: pixels.form(recordedIn: source.pixelsNote, for: source.sampleShape)
    )
  }

  /// The samples of a split, and in words what was taken for what.
  private func loadedSamples(
    _ split: Split,
    for source: Checkpoint,
    saysNotes: Bool
  ) throws -> LabeledSamples {
    var notes: [String] = []
    let options = try dataOptions(for: source, &notes).knowingColumns(of: source.network, &notes)
    let samples = try options.samples(
      split,
      classes: source.knownClasses,
      outputCount: source.network.outputCount,
      channelOrder: source.channelOrder
    )
    notes += samples.notes
    // What becomes of the built-in digits stands in the guide.
    if options.data != DataSource.digitsName || options.testData != nil {
      let form = pixels.form(recordedIn: source.pixelsNote, for: source.sampleShape)
      notes += [samples.pictureNote(shape: source.sampleShape, form: form)]
        .compactMap(\.self)
    }
    if saysNotes { for note in notes { print("Note: \(note).") } }
    return source.sampleShape.isFlat ? samples : try samples.shaped(as: source.sampleShape)
  }

  /// The same options; where no data are given, those that the network was trained on.
  ///
  /// - Throws: `ValidationError` where nothing says which data are the network's.
  private func dataOptions(
    for source: Checkpoint,
    _ notes: inout [String]
  ) throws -> DataOptions {
    guard givenData == nil else { return self }
    guard let trainedOn = source.notes["data"] else {
      throw ValidationError(
        "give --data: nothing says which samples are this network's (the built-in digits are for networks "
          + "that were trained on them)"
      )
    }
    guard trainedOn != DataSource.digitsName else { return self }
    guard FileManager.default.fileExists(atPath: trainedOn) else {
      throw ValidationError(
        "give --data: the network was trained on \(trainedOn), which is not there"
      )
    }
    notes.append("the samples are those of \(trainedOn), on which the network was trained")
    var options = self
    options.givenData = trainedOn
    return options
  }

  /// The same options with what the columns of a table are, where nobody says it.
  private func knowingColumns(of network: Network, _ notes: inout [String]) -> DataOptions {
    guard columns.givenLabel == nil, columns.targets == nil, labelFile == nil,
      data != DataSource.digitsName
    else {
      return self
    }
    var options = self
    options.label = .none
    // As a whole.
    options.testData = data
    options.testLabelFile = nil
    options.fullInk = nil
    let unread = try? options.samples(.test)
    guard unread?.isPictures != true else { return self }
    let guess = ColumnGuess(for: network, columns: unread?.everyColumn)
    if let note = guess.note { notes.append(note) }
    options = self
    options.label = guess.label
    return options
  }

  static func fitsDigits(inputs: Int, outputs: Int) -> Bool {
    let side = Int(Double(inputs).squareRoot())
    return side * side == inputs && outputs == 10
  }
}

extension LabeledSamples {
  /// The values of all columns; nil for pictures.
  fileprivate var everyColumn: Dataset? {
    if case .rows(let rows) = content { rows } else { nil }
  }
}
