import ArgumentParser
import Datasets
import Files
import PlainText

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct DigitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digits",
    abstract: "Write test samples as PNG pictures, to try halfword run on."
  )

  @Argument(help: "The folder to write them to; it is made where it does not exist.")
  var folder: String

  @OptionGroup var data: DataOptions

  @Option(help: "How many, from the start of the test split.")
  var count = 10

  func validate() throws {
    if count < 1 { throw ValidationError("--count must be at least 1") }
  }

  func run() throws {
    let samples = try data.samples(.test)
    let images = try samples.images()
    try makeFolder(folder)
    let written = min(count, images.count)
    for index in 0..<written {
      let file = URL(filePath: folder).appending(
        path: "test-\(index.padded(4))-is-"
          + samples.classes.names[images.labels[index]].replacing("/", with: "-") + ".png"
      ).relativePath
      try write(images.images[index].picture.encoded(file: file), toFile: file)
    }
    print("Wrote \(written) pictures to \(folder).")
  }
}
