public import ArgumentParser
public import Datasets

/// Which samples a command works on, and how they are read.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The samples: \"digits\", which are built in; a folder of MNIST-style IDX files; a folder of "
        + "PNG pictures for each class, or such folders in \"train\" and \"test\"; a PNG contact "
        + "sheet; or delimited text. Of what comes in one piece every fifth sample of each class "
        + "is for the test.",
      valueName: "digits|folder|file"
    )
  )
  var data = DataSource.digitsName

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
      "Of a contact sheet: the text with its labels, one line for each row of pictures; the sheet's "
        + "name with .txt in place of .png, unless given.",
      valueName: "file"
    )
  )
  var labelFile: String?

  @Option(
    help: ArgumentHelp(
      "Of a contact sheet: the size of a picture, for example 28x28; square, as the labels say, "
        + "unless given.",
      valueName: "size"
    )
  )
  var cell: CellSize?

  @Option(
    help: ArgumentHelp(
      "Of delimited text: the column with the label. With one-hot, so many columns at the end; with "
        + "none, every column is an input, and the float network's answer is a sample's label.",
      valueName: "last|number|name|one-hot:classes|none"
    )
  )
  var label = TableFormat.LabelColumn.last

  @Option(
    help: ArgumentHelp(
      "Of delimited text: what stands between columns; found out, unless given.",
      valueName: "comma|semicolon|tab|blank"
    )
  )
  var separator: Separator?

  @Option(
    help: ArgumentHelp(
      "Of delimited text: whether the first line names the columns.",
      valueName: "automatic|yes|no"
    )
  )
  var header = TableFormat.Header.automatic

  @Option(
    help: ArgumentHelp(
      "Of delimited text: the columns are the pixels of a square picture, with ink from 0 to this "
        + "number, for example 255.",
      valueName: "number"
    )
  )
  var fullInk: Float?

  mutating func validate() throws {
    if let fullInk, !(fullInk > 0 && fullInk.isFinite) {
      throw ValidationError("--full-ink must be a number above 0, not \(fullInk)")
    }
  }

  /// The samples of a split, as they were read.
  ///
  /// - Parameter classes: the names that labels may have; nil takes those that occur.
  func samples(_ split: Split, classes: ClassNames? = nil) throws -> LabeledSamples {
    guard let testData else { return try source(data).samples(split, classes: classes) }
    let name = split == .train ? data : testData
    return try source(name).samples(split, isDivided: false, classes: classes)
  }

  private func source(_ name: String) -> DataSource {
    DataSource(
      name,
      options: .init(
        polarity: pixels.ink,
        labelFile: labelFile,
        cell: cell,
        table: TableFormat(separator: separator, header: header, label: label, fullInk: fullInk)
      )
    )
  }
}

/// How pictures become inputs.
struct PixelOptions: ParsableArguments {
  @Option(
    name: .customLong("pixels"),
    help: ArgumentHelp(
      "What an input is: \"ink\", 1 where there is ink and 0 where there is none, or \"gray\", the "
        + "amount of ink from 0 to 1; as the checkpoint records, otherwise ink, unless given.",
      valueName: "ink|gray"
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

  /// The form that the options ask for, or that a checkpoint records.
  func form(recordedIn checkpoint: String? = nil) -> PixelForm {
    givenForm ?? checkpoint.flatMap(PixelForm.init) ?? .ink
  }
}

extension PixelForm: ExpressibleByArgument {}
extension InkPolarity: ExpressibleByArgument {}
extension Separator: ExpressibleByArgument {}
extension TableFormat.Header: ExpressibleByArgument {}

extension TableFormat.LabelColumn: ExpressibleByArgument {
  /// Reads an option's value.
  public init?(argument: String) { self.init(parsing: argument) }

  /// What the help says of the default.
  public var defaultValueDescription: String { text }
}

extension CellSize: ExpressibleByArgument {
  /// Reads an option's value.
  public init?(argument: String) { self.init(parsing: argument) }
}
