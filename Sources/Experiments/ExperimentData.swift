public import Datasets

/// The samples that experiments run on.
public struct ExperimentData: Sendable {
  /// What networks learn from.
  public let train: Dataset
  /// What they are judged by.
  public let test: Dataset
  /// Where the samples come from, for the report.
  public let origin: String

  /// Takes samples as they are.
  ///
  /// - Precondition: both have as many inputs and as many classes.
  public init(train: Dataset, test: Dataset, origin: String) {
    precondition(train.inputCount == test.inputCount && train.classCount == test.classCount)
    self.train = train
    self.test = test
    self.origin = origin
  }

  /// Prepares samples: pictures in gray, in the size of the first; of more than
  /// `largestTrainingCount` training samples the first so many.
  ///
  /// - Throws: `FileError` where the parts do not fit each other.
  public init(train: LabeledSamples, test: LabeledSamples) throws {
    let kept = train.selecting(Array(0..<min(train.count, Self.largestTrainingCount)))
    let inputCount =
      switch train.content {
      case .images(let images): images.largestSide * images.largestSide
      case .rows(let rows): rows.inputCount
      }
    self.init(
      train: try kept.prepared(inputCount: inputCount, form: .gray),
      test: try test.prepared(inputCount: inputCount, form: .gray),
      origin: train.origin
    )
  }

  /// So many training samples keep every experiment within minutes.
  public static let largestTrainingCount = 10_000

  /// As many epochs, or on many samples fewer: so many that a training sees `sampleCount` samples.
  func epochs(_ epochs: Int, seeing sampleCount: Int) -> Int {
    min(epochs, max(1, sampleCount / train.count))
  }

  /// `count` training samples of each class, or all where there are fewer; the seed decides which.
  func someOfEachClass(_ count: Int, seed: UInt64) -> Dataset {
    var seen = [Int](repeating: 0, count: train.classCount)
    var generator = SeededGenerator(seed: seed)
    let indices = train.labels.indices.shuffled(using: &generator).filter { index in
      seen[train.labels[index]] += 1
      return seen[train.labels[index]] <= count
    }
    return train.selecting(indices)
  }
}

extension LabeledImages {
  /// The longer side of the first image.
  fileprivate var largestSide: Int { images.first.map { max($0.width, $0.height) } ?? 1 }
}

extension Dataset {
  /// The samples at some indices, in their order.
  func selecting(_ indices: [Int]) -> Dataset {
    Dataset(
      inputCount: inputCount,
      classCount: classCount,
      inputs: indices.flatMap { input(at: $0) },
      labels: indices.map { labels[$0] }
    )
  }
}
