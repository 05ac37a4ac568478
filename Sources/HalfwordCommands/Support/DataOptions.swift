public import ArgumentParser
public import Datasets

/// Which samples a command works on, and how they are read.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The samples: \"digits\", which are built in; a folder of MNIST-style "
        + "IDX files; a folder of PNG pictures for each class, or such folders in \"train\" and "
        + "\"test\"; a PNG contact sheet; NumPy's arrays; or a table, as delimited text. Of what comes in one piece, "
        + "every fifth sample of each class is for the test. Unless given, what the network was "
        + "trained on; in training, the digits.",
      valueName: "digits|folder|file"
    )
  )
  var givenData: String?

  /// What `--data` names, or the built-in digits.
  var data: String { givenData ?? DataSource.digitsName }

  @Option(
    help: ArgumentHelp(
      "The samples for the test, if they are not in --data, which is then for training as a whole.",
      valueName: "folder|file"
    )
  )
  var testData: String?

  @OptionGroup var pixels: PixelOptions

  @Option(
    name: .customLong("labels"),
    help: ArgumentHelp(
      "The file with the labels of --data, if they are not in it. Of a table: one label a line, in "
        + "the order of the samples, or with --targets a table of the target values. Of a contact "
        + "sheet: one line for each row of pictures; the sheet's name with .txt in place of .png, "
        + "unless given.",
      valueName: "file"
    )
  )
  var labelFile: String?

  @Option(
    name: .customLong("test-labels"),
    help: ArgumentHelp(
      "The file with the labels of --test-data, as --labels has those of --data.",
      valueName: "file"
    )
  )
  var testLabelFile: String?

  @Option(
    help: ArgumentHelp(
      "What the outputs stand for, in their order, if the model does not record it: names with commas "
        + "between them, or a text file with one name a line. Without names, a label that is a number "
        + "is the index of its output, from 0; in training, the classes are the labels that occur.",
      valueName: "a,b,c|file"
    )
  )
  var classes: String?

  @Option(
    help: ArgumentHelp(
      "Of a contact sheet: the size of a picture, for example 28x28; square, as the labels say, "
        + "unless given.",
      valueName: "size"
    )
  )
  var cell: CellSize?

  @OptionGroup var columns: ColumnOptions

  @Option(
    help: ArgumentHelp(
      "For a network with channels, the order of a sample's values where its file does not say it by "
        + "its axes, as a table: first, all values of a channel together, as PyTorch and ONNX have them, "
        + "or last, all channels of a place together; as the model's file has it, unless given.",
      valueName: "first|last"
    )
  )
  var channelOrder: ChannelOrder?

  /// Which column of a table is the label, or which are targets.
  var label: TableFormat.LabelColumn {
    get { columns.outcome }
    set { columns.outcome = newValue }
  }

  /// What stands between a table's columns; nil finds out.
  var separator: Separator? { columns.separator }

  /// Whether a table's first line names its columns.
  var header: TableFormat.Header { columns.header }

  @Option(
    help: ArgumentHelp(
      "Of a table: the columns are the pixels of a square picture, with ink from 0 to this number, "
        + "for example 255.",
      valueName: "number"
    )
  )
  var fullInk: Float?

  mutating func validate() throws {
    if let fullInk, !(fullInk > 0 && fullInk.isFinite) {
      throw ValidationError("--full-ink must be a number above 0, not \(fullInk)")
    }
    if testData?.isEmpty == true {
      throw ValidationError("--test-data is given an empty name; give a folder or a file")
    }
    if testLabelFile != nil, testData == nil {
      throw ValidationError(
        "--test-labels is for the samples of --test-data, which is missing; give it, or pass --labels"
      )
    }
    let hasLabelFile = labelFile != nil || testLabelFile != nil
    if hasLabelFile, let column = columns.givenLabel, column != .none {
      throw ValidationError(
        "a file of labels and --label \(column.text) both say where the labels are; leave one out"
      )
    }
  }

  /// The samples of a split, as they were read.
  ///
  /// - Parameters:
  ///   - classes: the names that a model records; nil where it records none. They win over
  ///     `--classes` only where that says the same.
  ///   - outputCount: how many outputs the network has; nil where it is not known yet, as in training.
  ///   - channelOrder: the order of channels that the model's file has, for want of an option.
  func samples(
    _ split: Split,
    classes: ClassNames? = nil,
    outputCount: Int? = nil,
    channelOrder: ChannelOrder? = nil
  ) throws -> LabeledSamples {
    let order = self.channelOrder ?? channelOrder
    let names = try knownClasses(recorded: classes, outputCount: outputCount)
    guard let testData else {
      return try source(data, labels: labelFile, order)
        .samples(split, classes: names, outputCount: outputCount)
    }
    let source =
      split == .train
      ? source(data, labels: labelFile, order)
      : source(testData, labels: try labelsOfTestData(testData), order)
    return try source.samples(split, isDivided: false, classes: names, outputCount: outputCount)
  }

  /// The labels of the test data are never those of other data.
  private func labelsOfTestData(_ testData: String) throws -> String? {
    if let testLabelFile { return testLabelFile }
    guard let labelFile else { return nil }
    guard testData == data else {
      throw ValidationError(
        "--labels \(labelFile) has the labels of --data; pass --test-labels with those of --test-data"
      )
    }
    return labelFile
  }

  /// The names that labels may have: those of `--classes`, otherwise those that the model records.
  private func knownClasses(recorded: ClassNames?, outputCount: Int?) throws -> ClassNames? {
    guard let classes else { return recorded }
    let given = try ClassNames(givenAs: classes)
    if let recorded, recorded != given, recorded != ClassNames(numbered: given.count) {
      throw ValidationError(
        "--classes gives \(given.summary), but the model records \(recorded.summary); leave "
          + "--classes out"
      )
    }
    guard let outputCount, recorded == nil else { return given }
    let expected = outputCount == 1 ? 2 : outputCount
    guard given.count == expected else {
      throw ValidationError(
        "--classes gives \(given.count) names (\(given.summary)), but the network's \(outputCount) "
          + "output\(outputCount == 1 ? " tells" : "s stand for") \(expected) classes"
      )
    }
    return given
  }

  private func source(
    _ name: String,
    labels: String?,
    _ channelOrder: ChannelOrder?
  ) -> DataSource {
    DataSource(
      name,
      options: .init(
        polarity: pixels.ink,
        labelFile: labels,
        cell: cell,
        table: columns.format(fullInk: fullInk),
        channelOrder: channelOrder
      )
    )
  }
}

/// How pictures become inputs.
struct PixelOptions: ParsableArguments {
  @Option(
    name: .customLong("pixels"),
    help: ArgumentHelp(
      "What a picture's values are: \"ink\", 1 where there is ink and 0 where there is none; \"gray\", the "
        + "amount of ink from 0 to 1; or the brightness of each channel as the file has it, from black "
        + "to white, \"0-1\" or \"0-255\". As the checkpoint records, unless given; otherwise ink, and for "
        + "networks of color 0-1.",
      valueName: "ink|gray|0-1|0-255"
    )
  )
  var givenForm: PixelForm?

  @Option(
    help: ArgumentHelp(
      "Whether a PNG picture's ink is darker or lighter than its paper.",
      valueName: "automatic|dark-on-light|light-on-dark"
    )
  )
  var ink = InkPolarity.automatic

  /// The form that the options ask for, or that a checkpoint records, or that is usual for samples of a
  /// shape; nil for a network that takes values without places.
  func form(recordedIn checkpoint: String? = nil, for shape: SampleShape? = nil) -> PixelForm {
    givenForm ?? checkpoint.flatMap(PixelForm.init) ?? shape.map(PixelForm.standard) ?? .ink
  }
}

extension PixelForm: ExpressibleByArgument {}
extension InkPolarity: ExpressibleByArgument {}
extension ChannelOrder: ExpressibleByArgument {}

extension CellSize: ExpressibleByArgument {
  /// Reads an option's value.
  public init?(argument: String) { self.init(parsing: argument) }
}
