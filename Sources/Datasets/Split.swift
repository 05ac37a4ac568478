/// Which part of a data set.
public enum Split: String, CaseIterable, Sendable {
  /// What a network learns from.
  case train
  /// What it is judged by, and must not have seen before.
  case test
}

extension LabeledImages {
  /// The fixed split of the embedded digits: of each five images in order the last is for the test
  /// (index modulo 5 is 4), the others are for training.
  ///
  /// Of 1,797 images that makes 359 and 1,438. The same 13 people wrote both parts, so the test
  /// says how well a network reads these writers' other digits, not a stranger's.
  public func everyFifth(_ split: Split) -> LabeledImages {
    let period = 5
    let indices = images.indices.filter { index in
      (index % period == period - 1) == (split == .test)
    }
    return LabeledImages(
      images: indices.map { images[$0] },
      labels: indices.map { labels[$0] },
      classCount: classCount
    )
  }
}
