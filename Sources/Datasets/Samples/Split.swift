/// Which part of a data set.
public enum Split: String, CaseIterable, Sendable {
  /// What a network learns from.
  case train
  /// What it is judged by, and must not have seen before.
  case test
}

/// Of so many samples in order the last is for the test.
private let splitPeriod = 5

extension LabeledImages {
  /// The fixed split of the embedded digits: of each five images in order the last is for the test
  /// (index modulo 5 is 4), the others are for training.
  ///
  /// Of 1,797 images that makes 359 and 1,438. The same 13 people wrote both parts, so the test
  /// says how well a network reads these writers' other digits, not a stranger's.
  public func everyFifth(_ split: Split) -> LabeledImages {
    selecting(Self.everyFifthIndices(ofCount: count, split))
  }

  /// Which of so many images are in a part.
  static func everyFifthIndices(ofCount count: Int, _ split: Split) -> [Int] {
    (0..<count).filter { ($0 % splitPeriod == splitPeriod - 1) == (split == .test) }
  }
}

extension LabeledSamples {
  /// The fixed split of data that come in one piece: of each class by itself, of each five samples
  /// in order the last is for the test.
  ///
  /// So both parts hold the classes in the proportions of the whole, however the samples are
  /// ordered, and a class of fewer than five samples is only trained on. Samples with target values
  /// have no classes: of each five of them in order the last is for the test.
  public func everyFifthOfEachClass(_ split: Split) -> LabeledSamples {
    var seen = [Int](repeating: 0, count: contentClassCount)
    var indices: [Int] = []
    for (index, label) in labels.enumerated() {
      if (seen[label] % splitPeriod == splitPeriod - 1) == (split == .test) {
        indices.append(index)
      }
      seen[label] += 1
    }
    return selecting(indices)
  }

  /// The samples in an order that spreads each class evenly over the whole, each class by itself in
  /// the order it has: files often hold one class after the other, and then the last samples, which
  /// are kept back to validate with, would all be of one.
  public func spreadingClasses() -> LabeledSamples {
    var counts = [Int](repeating: 0, count: contentClassCount)
    var ranks: [Int] = []
    for label in labels {
      ranks.append(counts[label])
      counts[label] += 1
    }
    let places = zip(labels, ranks).map { (Double($1) + 0.5) / Double(counts[$0]) }
    return selecting(
      places.indices.sorted { places[$0] != places[$1] ? places[$0] < places[$1] : $0 < $1 }
    )
  }
}
