public import ArgumentParser
import CHalfword

/// The command `halfword`; its subcommands stand in the order of their use.
public struct HalfwordCommand: ParsableCommand {
  /// What `halfword --help` says.
  public static let configuration = CommandConfiguration(
    commandName: "halfword",
    abstract: "Small neural networks in fixed point, for chips without an FPU.",
    discussion: """
      Train a network in float, export it to a Q8.8 image and a C header, check that the image does \
      what the network did, and run it:

        halfword train -o digits.safetensors
        halfword export digits.safetensors -o digits.hwm --c-header digits.h
        halfword check digits.hwm --against digits.safetensors
        halfword run digits.hwm digit.png
      """,
    version: versionText,
    subcommands: [
      TrainCommand.self, ImportCommand.self, ExportCommand.self, DeployCommand.self,
      SourceCommand.self, CheckCommand.self, ExplainCommand.self, ReportCommand.self,
      PlaygroundCommand.self, RunCommand.self, InspectCommand.self, ShowCommand.self,
      SamplesCommand.self, DigitsCommand.self, ExperimentCommand.self, BenchCommand.self,
      VectorsCommand.self, ConformCommand.self, ConformWorkerCommand.self,
    ]
  )

  /// The version, that of the library.
  static let versionText = unsafe String(cString: halfword_version())

  /// Made by the argument parser.
  public init() {}

  /// Runs the program: the command that its arguments name, to the end of the process.
  public static func start() {
    StandardOutput.failWhereLost()
    main()
  }
}
