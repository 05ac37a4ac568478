import Datasets
import FloatNetwork

/// The samples of a training: what it learns from, what it validates with, and what it is judged by.
struct TrainingSamples {
  /// What training learns from.
  let count: Int
  /// The last of the training split, where some are asked for; never learned from.
  let validation: Dataset?
  /// The test split, where it is wanted.
  let test: Dataset?

  private let images: LabeledImages
  private let inputCount: Int
  private let form: PixelForm
  private let distortion: Distortion
  /// All epochs' samples, where nothing is distorted.
  private let plain: Dataset?

  init(
    _ data: DataOptions,
    inputCount: Int,
    distortion: Distortion,
    validationCount: Int,
    includesTest: Bool
  ) throws {
    self.inputCount = inputCount
    self.distortion = distortion
    form = data.pixels.form
    let all = try data.images(.train)
    // Errors of size are errors of the user, so they must come before training does.
    test = includesTest ? try data.dataset(.test, inputCount: inputCount) : nil
    guard validationCount >= 0, validationCount < all.count else {
      throw ValidationCountError(count: validationCount, available: all.count)
    }
    images = all.part(0..<all.count - validationCount)
    count = images.count
    validation =
      validationCount > 0
      ? try all.part(all.count - validationCount..<all.count)
        .prepared(inputCount: inputCount, form: form) : nil
    plain =
      distortion == .none ? try images.prepared(inputCount: inputCount, form: form) : nil
    if plain == nil { _ = try images.part(0..<1).prepared(inputCount: inputCount, form: form) }
  }

  /// The samples of an epoch, which counts from 1; the same for the same seed and epoch.
  func epoch(_ epoch: Int, seed: UInt64) throws -> Dataset {
    if let plain { return plain }
    var generator = SeededGenerator(seed: seed ^ UInt64(epoch) << 32)
    return try images.distorted(
      inputCount: inputCount,
      form: form,
      distortion: distortion,
      using: &generator
    )
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

extension LabeledImages {
  fileprivate func part(_ range: Range<Int>) -> LabeledImages {
    LabeledImages(
      images: Array(images[range]),
      labels: Array(labels[range]),
      classCount: classCount
    )
  }
}
