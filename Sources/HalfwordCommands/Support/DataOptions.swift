public import ArgumentParser
public import Datasets

/// Which samples a command works on, and how their pixels become inputs.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The samples: \"digits\", which are built in, or a folder of MNIST-style IDX files.",
      valueName: "digits|folder"
    )
  )
  var data = DataSource.digitsName

  @OptionGroup var pixels: PixelOptions

  /// The samples of a split, scaled to `inputCount` inputs.
  func dataset(_ split: Split, inputCount: Int) throws -> Dataset {
    try images(split).prepared(inputCount: inputCount, form: pixels.form)
  }

  /// The pictures of a split, as they were read.
  func images(_ split: Split) throws -> LabeledImages {
    try DataSource(parsing: data).load(split)
  }
}

/// How pixels become inputs.
struct PixelOptions: ParsableArguments {
  @Option(
    name: .customLong("pixels"),
    help: ArgumentHelp(
      "What an input is: \"ink\", 1 where there is ink and 0 where there is none, or \"gray\", the "
        + "amount of ink from 0 to 1.",
      valueName: "ink|gray"
    )
  )
  var form = PixelForm.ink
}

extension PixelForm: ExpressibleByArgument {}
extension InkPolarity: ExpressibleByArgument {}
