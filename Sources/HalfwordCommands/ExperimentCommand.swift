import ArgumentParser
import Datasets
import Experiments
import Files
import PlainText

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct ExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment",
    abstract: "Try out a claim of the deep learning tutorial, and say what was seen.",
    discussion: """
      Prints tables and writes every single run as comma-separated values. Takes a few minutes at \
      most. The claims are those of Hung-yi Lee, Deep Learning Tutorial, 2016.
      """
  )

  @Argument(
    help: ArgumentHelp("The experiment: \(experiments.map { $0.name }.joined(separator: ", ")).")
  )
  var name: String?

  @Flag(help: "List the experiments with their claims.")
  var list = false

  @OptionGroup var data: DataOptions

  @Option(
    name: .shortAndLong,
    help: "The CSV file to write; the experiment's name with .csv, unless given."
  )
  var output: String?

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    guard let name else {
      if !list { throw ValidationError("name an experiment, or pass --list") }
      return
    }
    if list { throw ValidationError("--list takes no experiment") }
    guard experiments.contains(where: { $0.name == name }) else {
      throw ValidationError(
        "there is no experiment \"\(name)\"; there are \(experiments.map { $0.name }.joined(separator: ", "))"
      )
    }
  }

  func run() throws {
    guard let experiment = experiments.first(where: { $0.name == name }) else {
      for experiment in experiments { print("\(experiment.name)\n    \(experiment.claim)") }
      return
    }
    let file = output ?? "\(experiment.name).csv"
    try checkOutputs([file], inputs: data.files)
    try checkFolder(ofFile: file)
    let train = try data.samples(.train)
    try train.checkEveryClassOccurs()
    let samples = try ExperimentData(
      train: train,
      test: data.samples(.test, classes: train.classes)
    )
    print("Claim: \(experiment.claim)\n")
    let started = Date()
    var line = ProgressLine(isQuiet: quiet)
    let report = try experiment.init().run(on: samples) { share, note in line.show(share, note) }
    line.finish()
    try write(Data(report.records.csv.utf8), toFile: file)
    for table in report.tables {
      print(table.title + ":")
      print(Table(table).text + "\n")
    }
    for finding in report.findings { print("- \(finding)") }
    print(
      "\nTook \(Date().timeIntervalSince(started).fixed(0)) s"
        + " (\(samples.train.count) samples for training, \(samples.test.count) for the test, of "
        + "\(samples.origin)). Wrote \(report.records.rows.count) runs to \(file)."
    )
  }
}

extension Table {
  /// The table of a report.
  fileprivate init(_ table: ResultTable) {
    self.init(lines: [table.heading] + table.rows.map { $0.map(\.text) })
  }
}
