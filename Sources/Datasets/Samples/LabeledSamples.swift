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

  /// The samples and their labels, which index `classes`; where there are targets, every label is 0.
  public let content: Content
  /// What the classes are called; empty where there are targets.
  public let classes: ClassNames
  /// The file or folder that they come from, for messages.
  public let origin: String
  /// What the outputs should be, `count` × `targetCount` values, one sample after the other; nil
  /// where samples have classes.
  public let targets: [Float]?
  /// What else is known of the samples.
  var details: Details

  /// What reading the samples brought to light beside them.
  struct Details: Equatable, Sendable {
    var inputNames: [String]?
    var targetNames: [String]?
    var notes: [String] = []
    var leftOutCount = 0
    var isUnlabelled = false
    /// Nil for samples that were made, not read.
    var places: SamplePlaces?
    /// The axes of a sample of a row of numbers, where the file says them.
    var axes: [Int]?
    /// The order of channels where axes do not say it; nil where nobody does.
    var channelOrder: ChannelOrder?
  }

  /// Joins samples with the names of their classes.
  ///
  /// - Precondition: the content has as many classes as there are names.
  public init(_ content: Content, classes: ClassNames, origin: String) {
    self.init(content, classes: classes, origin: origin, details: Details())
  }

  init(_ content: Content, classes: ClassNames, origin: String, details: Details) {
    self.content = content
    self.classes = classes
    self.origin = origin
    targets = nil
    self.details = details
    precondition(contentClassCount == classes.count)
  }

  /// Joins samples with what the outputs should be for each.
  ///
  /// - Precondition: the content has one class for each target value of a sample.
  init(_ content: Content, targets: [Float], origin: String, details: Details) {
    self.content = content
    classes = ClassNames([])
    self.origin = origin
    self.targets = targets
    self.details = details
    precondition(targets.count == content.labels.count * contentClassCount)
  }

  /// The class of each sample; 0 where there are targets.
  public var labels: [Int] { content.labels }

  /// How many samples there are.
  public var count: Int { labels.count }

  /// How many target values each sample has; nil where samples have classes.
  public var targetCount: Int? { targets == nil ? nil : contentClassCount }

  /// What the inputs are called in the order of a sample's values; nil where nothing says it.
  public var inputNames: [String]? { details.inputNames }

  /// What the target values are called; nil where nothing says it.
  public var targetNames: [String]? { details.targetNames }

  /// What was taken for what in reading, a sentence each without a full stop, for a command to print.
  public var notes: [String] { details.notes }

  /// How many samples were left out because a value of theirs is missing.
  public var leftOutCount: Int { details.leftOutCount }

  /// Whether the samples have neither labels nor targets; every label is 0 then.
  public var isUnlabelled: Bool { details.isUnlabelled }

  /// Where a sample stands in what it was read from, such as "line 12 of x.csv" or "file 3/a.png".
  ///
  /// - Precondition: `index` is that of a sample.
  public func place(ofSample index: Int) -> String {
    details.places?.text(ofSample: index) ?? "sample \(index + 1) of \(origin)"
  }

  /// How many outputs a network with one for each class, or for each target value, has.
  public var outputCount: Int { contentClassCount }

  /// As many as there are classes, or target values.
  var contentClassCount: Int {
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
    try check(shape: SampleShape(inputCount: inputCount))
  }

  /// Checks that the samples have as many values as `shape`, or can become as many.
  func check(shape: SampleShape) throws {
    switch content {
    case .images: try shape.checkPictures(nil)
    case .rows(let rows):
      guard rows.inputCount == shape.count else {
        throw FileError(
          file: origin,
          reason: "has \(rows.inputCount) columns\(columnsText), but the network takes "
            + "\(shape.count) inputs\(shape.isFlat ? "" : " (\(shape), height x width x channels)")"
            + advice(columns: rows.inputCount, inputs: shape.count)
        )
      }
    }
  }

  private var columnsText: String {
    if targets != nil { return " beside the targets" }
    return isUnlabelled ? "" : " beside the label"
  }

  /// Which options may make rows fit.
  private func advice(columns: Int, inputs: Int) -> String {
    if targets != nil || isUnlabelled || columns < inputs - 1 {
      return "; --input-columns and --ignore-columns choose among columns"
    }
    if columns == inputs - 1 { return "; if no column is a label, pass --label none" }
    let more = columns + 1 - inputs
    return
      "; if its last \(more) columns are a one-hot label, pass --label one-hot:\(more), if they "
      + "are values that the network should give, --targets \(more); --ignore-columns leaves columns "
      + "out"
  }

  /// Checks that every class has a sample to learn from; samples with targets have no classes.
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
    try prepared(shape: SampleShape(inputCount: inputCount), form: form)
  }

  /// Every sample as inputs of a network, height × width × channels; `form` is for pictures alone.
  ///
  /// - Throws: as `shaped(as:)`.
  public func prepared(shape: SampleShape, form: PixelForm) throws -> Dataset {
    switch try shaped(as: shape).content {
    case .images(let images): return withTargets(try images.prepared(shape: shape, form: form))
    case .rows(let rows): return withTargets(rows)
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
    try distorted(
      shape: SampleShape(inputCount: inputCount),
      form: form,
      distortion: distortion,
      using: &generator
    )
  }

  /// One distorted version of every picture as inputs of a network, height × width × channels; rows of
  /// numbers stay as they are.
  ///
  /// - Throws: as `shaped(as:)`.
  public func distorted(
    shape: SampleShape,
    form: PixelForm,
    distortion: Distortion,
    using generator: inout SeededGenerator
  ) throws -> Dataset {
    switch try shaped(as: shape).content {
    case .images(let images):
      return withTargets(
        try images.distorted(
          shape: shape,
          form: form,
          distortion: distortion,
          using: &generator
        )
      )
    case .rows(let rows): return withTargets(rows)
    }
  }

  private func withTargets(_ dataset: Dataset) -> Dataset {
    var dataset = dataset
    dataset.targets = targets
    return dataset
  }
}
