public import Files

/// Samples with the class each belongs to, as they were read: pictures, which are scaled to a
/// network's inputs, or rows of numbers, which are its inputs.
public struct LabeledSamples: Equatable, Sendable {
  /// What a sample is.
  public enum Content: Equatable, Sendable {
    /// A picture.
    case images(LabeledImages)
    /// A row of numbers.
    case rows(Dataset)
  }

  /// The samples and their labels, which index `classes`.
  public let content: Content
  /// What the classes are called.
  public let classes: ClassNames
  /// The file or folder that they come from, for messages.
  public let origin: String

  /// Joins samples with the names of their classes.
  ///
  /// - Precondition: the content has as many classes as there are names.
  public init(_ content: Content, classes: ClassNames, origin: String) {
    self.content = content
    self.classes = classes
    self.origin = origin
    precondition(classCount == classes.count)
  }

  /// The class of each sample.
  public var labels: [Int] {
    switch content {
    case .images(let images): images.labels
    case .rows(let rows): rows.labels
    }
  }

  /// How many samples there are.
  public var count: Int { labels.count }

  private var classCount: Int {
    switch content {
    case .images(let images): images.classCount
    case .rows(let rows): rows.classCount
    }
  }

  /// Whether the samples are pictures.
  public var isPictures: Bool { if case .images = content { true } else { false } }

  /// The samples as pictures.
  ///
  /// - Throws: `FileError` where they are rows of numbers.
  public func images() throws(FileError) -> LabeledImages {
    switch content {
    case .images(let images): return images
    case .rows:
      throw FileError(
        file: origin,
        reason: "holds rows of numbers, which are no pictures (if they are pixels, pass --full-ink)"
      )
    }
  }

  /// Checks that the samples can become `inputCount` inputs.
  ///
  /// - Throws: `FileError` for rows of another length, `InputCountError` for pictures where
  ///   `inputCount` is no square.
  public func check(inputCount: Int) throws {
    switch content {
    case .images: _ = try squareSide(ofInputCount: inputCount)
    case .rows(let rows):
      guard rows.inputCount == inputCount else {
        let more = rows.inputCount + 1 - inputCount
        let advice =
          more > 1
          ? "; if its last \(more) columns are a one-hot label, pass --label one-hot:\(more)" : ""
        throw FileError(
          file: origin,
          reason: "has \(rows.inputCount) columns beside the label, but the network takes "
            + "\(inputCount) inputs" + advice
        )
      }
    }
  }

  /// Checks that every class has a sample to learn from.
  ///
  /// - Throws: `FileError`, which names the first class without one.
  public func checkEveryClassOccurs() throws(FileError) {
    let occurring = Set(labels)
    guard let empty = classes.names.indices.first(where: { !occurring.contains($0) }) else {
      return
    }
    throw FileError(
      file: origin,
      reason: "class \"\(classes.names[empty])\" has no sample to train on, of \(classes.count) "
        + "classes (\(classes.summary))"
    )
  }

  /// Every sample as inputs of a network; `form` is for pictures alone.
  ///
  /// - Throws: as `check(inputCount:)`.
  public func prepared(inputCount: Int, form: PixelForm) throws -> Dataset {
    try check(inputCount: inputCount)
    switch content {
    case .images(let images): return try images.prepared(inputCount: inputCount, form: form)
    case .rows(let rows): return rows
    }
  }

  /// One distorted version of every picture as inputs of a network; rows of numbers stay as they
  /// are.
  ///
  /// - Throws: as `check(inputCount:)`.
  public func distorted(
    inputCount: Int,
    form: PixelForm,
    distortion: Distortion,
    using generator: inout SeededGenerator
  ) throws -> Dataset {
    try check(inputCount: inputCount)
    switch content {
    case .images(let images):
      return try images.distorted(
        inputCount: inputCount,
        form: form,
        distortion: distortion,
        using: &generator
      )
    case .rows(let rows): return rows
    }
  }

  /// The samples at some indices, in their order.
  public func selecting(_ indices: [Int]) -> LabeledSamples {
    let selected: Content =
      switch content {
      case .images(let images):
        .images(
          LabeledImages(
            images: indices.map { images.images[$0] },
            labels: indices.map { images.labels[$0] },
            classCount: images.classCount
          )
        )
      case .rows(let rows):
        .rows(
          Dataset(
            inputCount: rows.inputCount,
            classCount: rows.classCount,
            inputs: indices.flatMap { rows.input(at: $0) },
            labels: indices.map { rows.labels[$0] }
          )
        )
      }
    return LabeledSamples(selected, classes: classes, origin: origin)
  }
}
