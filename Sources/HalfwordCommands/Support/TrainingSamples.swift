import Datasets
import Files
import FloatNetwork

/// The samples of a training: what it learns from, what it validates with, and what it is judged by.
struct TrainingSamples {
  /// What training learns from.
  let count: Int
  /// The last of the training split, where some are asked for; never learned from.
  let validation: Dataset?
  /// The test split, where it is wanted; its classes are those of the training split.
  let test: Dataset?

  /// What a user should know about them, a sentence each.
  let remarks: [String]

  private let samples: LabeledSamples
  private let inputCount: Int
  private let form: PixelForm
  private let distortion: Distortion
  /// What raw inputs go through; nil for nothing.
  private let standardization: Standardization?
  /// The ranges of the samples' raw values, those of pictures as a whole.
  private let ranges: InputRanges
  /// All epochs' samples, where nothing is distorted.
  private let plain: Dataset?

  /// Loads the samples and checks that they fit the network, and that each class has one to learn
  /// from: errors of the data are errors of the user, so they must come before training does.
  ///
  /// - Parameter distortion: nil distorts pictures a little.
  /// - Throws: `FileError` and the like, which name the file.
  init(
    _ data: DataOptions,
    for network: NetworkDescription,
    distortion: DistortionOption?,
    standardize: StandardizationName,
    validationCount: Int,
    includesTest: Bool
  ) throws {
    let all = try data.samples(.train)
    let form = data.pixels.form()
    let inputCount = network.inputCount
    try all.check(inputCount: inputCount)
    try all.checkFits(outputCount: network.layers.last?.unitCount ?? 0)
    guard validationCount >= 0, validationCount < all.count else {
      throw ValidationCountError(count: validationCount, available: all.count)
    }
    samples = all.selecting(Array(0..<all.count - validationCount))
    try samples.checkEveryClassOccurs()
    if let distortion, distortion.distortion != .none { _ = try all.images() }
    self.distortion = samples.isPictures ? (distortion ?? .small).distortion : .none
    self.form = form
    self.inputCount = inputCount
    count = samples.count

    let standardization: Standardization? =
      standardize == .none
      ? nil
      : try Standardization(
        fitting: samples.prepared(inputCount: inputCount, form: form).inputs,
        inputCount: inputCount,
        isShared: standardize == .all
      )
    self.standardization = standardization
    ranges = try samples.inputRanges(inputCount: inputCount, form: form)
    func prepared(_ samples: LabeledSamples) throws -> Dataset {
      var dataset = try samples.prepared(inputCount: inputCount, form: form)
      if let standardization { dataset.inputs = standardization(dataset.inputs) }
      return dataset
    }
    let testSamples = includesTest ? try data.samples(.test, classes: all.classes) : nil
    test = try testSamples.map(prepared)
    remarks = testSamples.map(\.remarksOnClasses) ?? []
    validation =
      validationCount > 0
      ? try prepared(all.selecting(Array(all.count - validationCount..<all.count))) : nil
    plain = self.distortion == .none ? try prepared(samples) : nil
  }

  /// The samples of an epoch, which counts from 1; the same for the same seed and epoch.
  func epoch(_ epoch: Int, seed: UInt64) throws -> Dataset {
    if let plain { return plain }
    var generator = SeededGenerator(seed: seed ^ UInt64(epoch) << 32)
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
  func described(_ checkpoint: Checkpoint) -> Checkpoint {
    var described = checkpoint
    described.standardization = standardization
    described.inputRanges = ranges
    described.classNames = samples.classes.names
    return described
  }
}

extension LabeledSamples {
  /// The range of each input. A pixel that is never inked in the samples may be in another picture, so
  /// pictures have the same range, 0 to 1, in every input.
  fileprivate func inputRanges(inputCount: Int, form: PixelForm) throws -> InputRanges {
    if isPictures {
      return try InputRanges(
        smallest: Array(repeating: 0, count: inputCount),
        largest: Array(repeating: 1, count: inputCount)
      )
    }
    let dataset = try prepared(inputCount: inputCount, form: form)
    var (smallest, largest) = (dataset.input(at: 0).map { $0 }, dataset.input(at: 0).map { $0 })
    for sample in 1..<max(1, dataset.count) {
      for (input, value) in dataset.input(at: sample).enumerated() {
        smallest[input] = min(smallest[input], value)
        largest[input] = max(largest[input], value)
      }
    }
    return try InputRanges(smallest: smallest, largest: largest)
  }

  /// Says which classes the test knows nothing about.
  fileprivate var remarksOnClasses: [String] {
    let occurring = Set(labels)
    let missing = classes.names.indices.filter { !occurring.contains($0) }
    guard !missing.isEmpty else { return [] }
    let names = ClassNames(missing.map { classes.names[$0] })
    return ["The test part has no sample of \(missing.count) classes (\(names.summary))."]
  }

  /// Checks that a network has an output for each class.
  fileprivate func checkFits(outputCount: Int) throws(FileError) {
    guard outputCount == classes.count else {
      throw FileError(
        file: origin,
        reason: "has \(classes.count) classes (\(classes.summary)), but the network has "
          + "\(outputCount) outputs"
      )
    }
  }
}

/// More samples for validation than there are.
struct ValidationCountError: Error, CustomStringConvertible {
  let count: Int
  let available: Int

  var description: String {
    "--validation must be at least 0 and leave something of the \(available) training samples, "
      + "not \(count)"
  }
}
