import Datasets
import Files
import FloatNetwork
import Training

/// The samples of a training: what it learns from, what it validates with, and what it is judged by.
struct TrainingSamples {
  /// What training learns from.
  let count: Int
  /// What is held back of the training split, where anything is; never learned from.
  let validation: Dataset?
  /// The test split, where it is wanted; its classes are those of the training split.
  let test: Dataset?
  /// What brings the network's outputs to the units of the targets, where training has others.
  let outputScale: OutputScale?

  /// What a user should know about them, a sentence each.
  let remarks: [String]

  private let samples: LabeledSamples
  private let inputCount: Int
  private let form: PixelForm
  private let distortion: Distortion
  /// What raw inputs go through; nil for nothing.
  private let standardization: Standardization?
  /// Whose answers are learned in place of labels; nil for labels.
  private let teacher: Teacher?
  /// The ranges of the samples' raw values, those of pictures as a whole.
  private let ranges: InputRanges
  /// All epochs' samples, where nothing is distorted.
  private let plain: Dataset?
  /// How many epochs learn from the same distorted pictures.
  private let epochsPerDrawing: Int
  private let latest = Drawing()

  /// The distorted pictures that were drawn last.
  private final class Drawing {
    var number = 0
    var dataset: Dataset?
  }

  /// Makes inputs of the samples and checks that each class has one to learn from: errors of the data are
  /// errors of the user, so they must come before training does.
  ///
  /// - Parameters:
  ///   - all: the training split.
  ///   - distortion: nil distorts pictures a little.
  ///   - epochsPerDrawing: how many epochs learn from the same distorted pictures, at least 1.
  ///   - teacher: gives the answers that training learns; nil leaves it at the labels.
  ///   - inherited: the standardization of the network that training begins with.
  ///   - scalesTargets: whether training is to have targets of mean 0 and deviation 1.
  /// - Throws: `FileError` and the like, which name the file.
  init(
    _ all: LabeledSamples,
    of data: DataOptions,
    plan: TrainingPlan,
    inputCount: Int,
    distortion: DistortionOption?,
    epochsPerDrawing: Int,
    teacher: Teacher?,
    inherited: Standardization?,
    scalesTargets: Bool,
    includesTest: Bool
  ) throws {
    let form = data.pixels.form()
    let (learned, heldBack) = plan.holdBack.split(all)
    if case .last(let count) = plan.holdBack, count < 0 || learned.isEmpty {
      throw ValidationCountError(count: count, available: all.count)
    }
    samples = all.selecting(learned)
    try samples.checkEveryClassOccurs()
    if let distortion, distortion.distortion != .none { _ = try all.images() }
    self.distortion = samples.isPictures ? (distortion ?? .small).distortion : .none
    self.form = form
    self.epochsPerDrawing = epochsPerDrawing
    self.teacher = teacher
    self.inputCount = inputCount
    count = samples.count

    let raw = samples.isPictures ? nil : try samples.prepared(inputCount: inputCount, form: form)
    let standardization =
      plan.standardize == .automatic
      ? inherited
      : try samples.standardization(plan.standardize, inputCount: inputCount, form: form)
    self.standardization = standardization
    ranges = try raw.map { try $0.inputRanges() } ?? .ofPictures(inputCount: inputCount, form)
    outputScale = scalesTargets ? try raw.map { try OutputScale(fitting: $0) } : nil
    func prepared(_ samples: LabeledSamples) throws -> Dataset {
      var dataset = try samples.prepared(inputCount: inputCount, form: form)
      if let standardization { dataset.inputs = standardization(dataset.inputs) }
      return dataset
    }
    let classes = all.targets == nil ? all.classes : nil
    let testSamples = includesTest ? try data.samples(.test, classes: classes) : nil
    test = try testSamples.map(prepared)
    remarks = all.notes.map { "\($0)." } + (testSamples?.remarksOnClasses ?? [])
    validation = heldBack.isEmpty ? nil : try prepared(all.selecting(heldBack))
    if self.distortion == .none {
      var dataset = try prepared(samples).scaled(by: outputScale)
      if let teacher {
        dataset.targets = try teacher.targets(
          for: samples.prepared(inputCount: inputCount, form: form)
        )
      }
      plain = dataset
    } else {
      plain = nil
    }
  }

  /// The samples of an epoch, which counts from 1; the same for the same seed and epoch.
  func epoch(_ epoch: Int, seed: UInt64) throws -> Dataset {
    if let plain { return plain }
    let number = (epoch - 1) / epochsPerDrawing + 1
    if latest.number == number, let drawn = latest.dataset { return drawn }
    latest.dataset = nil
    let drawn = try drawing(number, seed: seed)
    if epochsPerDrawing > 1 { (latest.number, latest.dataset) = (number, drawn) }
    return drawn
  }

  private func drawing(_ number: Int, seed: UInt64) throws -> Dataset {
    var generator = SeededGenerator(seed: seed ^ UInt64(number) << 32)
    var dataset = try samples.distorted(
      inputCount: inputCount,
      form: form,
      distortion: distortion,
      using: &generator
    )
    if let teacher { dataset.targets = try teacher.targets(for: dataset) }
    if let standardization { dataset.inputs = standardization(dataset.inputs) }
    return dataset.scaled(by: outputScale)
  }

  /// What training validates with, in its own units.
  var scaledValidation: Dataset? { validation?.scaled(by: outputScale) }

  /// A checkpoint that knows how its inputs were made and what its outputs stand for.
  func described(_ checkpoint: Checkpoint) -> Checkpoint {
    var described = checkpoint
    described.standardization = standardization
    described.inputRanges = ranges
    described.classNames = samples.classes.names
    described.inputNames = samples.inputNames ?? []
    return described
  }

  /// What the outputs are called, for messages.
  var outputNames: [String] {
    samples.targets == nil
      ? samples.classes.names
      : samples.targetNames ?? (0..<samples.outputCount).map { "\($0)" }
  }
}

extension Dataset {
  fileprivate func scaled(by scale: OutputScale?) -> Dataset {
    scale?.standardized(self) ?? self
  }

  /// The range of each input.
  fileprivate func inputRanges() throws -> InputRanges {
    var (smallest, largest) = (input(at: 0).map { $0 }, input(at: 0).map { $0 })
    for sample in 1..<max(1, count) {
      for (index, value) in input(at: sample).enumerated() {
        smallest[index] = min(smallest[index], value)
        largest[index] = max(largest[index], value)
      }
    }
    return try InputRanges(smallest: smallest, largest: largest)
  }
}

extension InputRanges {
  /// A pixel that is never inked in the samples may be in another picture, so pictures have the same
  /// range, that of their form, in every input.
  fileprivate static func ofPictures(inputCount: Int, _ form: PixelForm) throws -> InputRanges {
    try InputRanges(
      smallest: Array(repeating: 0, count: inputCount),
      largest: Array(repeating: form.largestValue, count: inputCount)
    )
  }
}

extension LabeledSamples {
  /// The standardization fitted to them; nil for none.
  fileprivate func standardization(
    _ name: StandardizationName,
    inputCount: Int,
    form: PixelForm
  ) throws -> Standardization? {
    guard name == .each || name == .all else { return nil }
    return try Standardization(
      fitting: prepared(inputCount: inputCount, form: form).inputs,
      inputCount: inputCount,
      isShared: name == .all
    )
  }

  /// Says which classes the test knows nothing about.
  fileprivate var remarksOnClasses: [String] {
    let occurring = Set(labels)
    let missing = classes.names.indices.filter { !occurring.contains($0) }
    guard !missing.isEmpty else { return [] }
    let names = ClassNames(missing.map { classes.names[$0] })
    return ["The test part has no sample of \(missing.count) classes (\(names.summary))."]
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
