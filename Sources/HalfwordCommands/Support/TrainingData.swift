import Datasets
import Files
import FloatNetwork

/// The samples that a network is trained and tested on, as its inputs.
struct TrainingData {
  /// The test part; its classes are those of the training part.
  let test: Dataset
  /// What raw inputs go through; nil for nothing.
  let standardization: Standardization?

  private let samples: LabeledSamples
  private let inputCount: Int
  private let form: PixelForm

  /// Loads both parts and checks that they fit the network, and that each class has a sample.
  ///
  /// - Throws: `FileError` and the like, which name the file.
  init(
    _ options: DataOptions,
    for network: NetworkDescription,
    standardize: StandardizationName
  ) throws {
    inputCount = network.inputCount
    form = options.pixels.form()
    samples = try options.samples(.train)
    try samples.check(inputCount: inputCount)
    try samples.checkEveryClassOccurs()
    let outputCount = network.layers.last?.unitCount
    guard outputCount == samples.classes.count else {
      throw FileError(
        file: samples.origin,
        reason:
          "has \(samples.classes.count) classes (\(samples.classes.summary)), but the network "
          + "\(outputCount ?? 0) outputs"
      )
    }
    var test = try options.samples(.test, classes: samples.classes).prepared(
      inputCount: inputCount,
      form: form
    )
    if standardize == .none {
      standardization = nil
    } else {
      let fitted = try Standardization(
        fitting: samples.prepared(inputCount: inputCount, form: form).inputs,
        inputCount: inputCount,
        isShared: standardize == .all
      )
      test.inputs = fitted(test.inputs)
      standardization = fitted
    }
    self.test = test
  }

  /// Checks that there is something to distort.
  ///
  /// - Throws: `FileError` where the samples are rows of numbers.
  func checkIsPictures() throws { _ = try samples.images() }

  /// How many samples an epoch has.
  var count: Int { samples.count }

  /// The samples of one epoch, pictures freshly distorted.
  func epoch(
    distortion: Distortion,
    using generator: inout SeededGenerator
  ) throws -> Dataset {
    var dataset = try samples.distorted(
      inputCount: inputCount,
      form: form,
      distortion: distortion,
      using: &generator
    )
    if let standardization { dataset.inputs = standardization(dataset.inputs) }
    return dataset
  }

  /// A checkpoint that knows how its inputs were made and what its outputs stand for.
  func checkpoint(of network: Network, notes: [String: String]) -> Checkpoint {
    Checkpoint(
      network: network,
      notes: notes,
      standardization: standardization,
      classNames: samples.classes.names
    )
  }
}
