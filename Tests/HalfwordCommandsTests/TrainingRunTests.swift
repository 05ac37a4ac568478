import FloatNetwork
import Foundation
import Testing

/// `halfword train` as it is run: progress, interruption, resuming, history, what goes wrong.
@Suite struct TrainingRunTests {
  let halfword: Halfword

  init() throws { halfword = try Halfword() }

  private let small = [
    "train", "--network", "64 dropout:0.1 maxout:8x2 softmax:10", "--distort", "small",
    "--threads", "2", "--seed", "3",
  ]

  @Test func whereThereIsNoTerminalThereIsNoProgress() throws {
    let result = try halfword.run(small + ["--epochs", "3", "-o", "a"])
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(result.output.contains("Test accuracy in float: "))
  }

  @Test func aTerminalGetsABar() throws {
    let script = try Process.scriptCommand(
      ([Halfword.executable.path] + small + ["--epochs", "2", "-o", "a"])
    )
    guard let script else {
      print("SKIPPED: aTerminalGetsABar needs the program script (util-linux)")
      return
    }
    let output = try halfword.outputOf(script)
    #expect(output.contains("\r\u{1B}[K[") && output.contains("█"))
    #expect(output.contains("epoch 2 of 2, cost "))
    #expect(output.contains("accuracy ") && output.contains(" samples/s"))
  }

  @Test func theHistoryHasARowAnEpoch() throws {
    let result = try halfword.run(
      small + [
        "--epochs", "4", "--validation", "200", "--schedule", "steps:0.5,2", "-o", "a",
        "--learning-rate", "0.01", "--history", "a.csv",
      ]
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("Validation accuracy in float: "))
    #expect(result.output.contains(" of 200)."))
    #expect(result.output.contains("on 1238 samples for 4 epochs"))
    let rows = try text("a.csv").split(separator: "\n").map { $0.split(separator: ",") }
    #expect(
      rows[0].joined(separator: ",")
        == "epoch,learning_rate,cost,accuracy,validation_cost,validation_accuracy,samples_per_second"
    )
    #expect(rows.dropFirst().map { $0[0] } == ["1", "2", "3", "4"])
    #expect(rows.dropFirst().map { $0[1] } == ["0.01", "0.01", "0.005", "0.005"])
    #expect(rows.allSatisfy { $0.count == 7 })
    let costs = rows.dropFirst().compactMap { Double($0[2]) }
    #expect(costs.count == 4 && costs[3] < costs[0])
  }

  /// The real program, interrupted wherever it is, as often as it takes; the bits at the end are
  /// those of a run that nobody interrupted.
  @Test func interruptedAndResumedTrainingGivesTheSameBytes() throws {
    let options = ["--epochs", "40", "--validation", "100", "--patience", "40", "--quiet"]
    let whole = try halfword.run(small + options + ["-o", "whole", "--history", "whole.csv"])
    #expect(whole.status == 0, "\(whole.errors)")

    let arguments = small + options + ["-o", "parts", "--history", "parts.csv", "--resume"]
    var interruptions = 0
    var status: Int32 = 130
    while status == 130, interruptions < 100 {
      let process = try halfword.start(arguments)
      // Later each time, so that it gets somewhere however slow the machine is.
      let patience = 0.15 + 0.1 * Double(interruptions)
      let end = Date().addingTimeInterval(patience)
      while process.isRunning, Date() < end { usleep(2000) }
      if process.isRunning { process.interrupt() }
      let limit = Date().addingTimeInterval(120)
      while process.isRunning, Date() < limit { usleep(2000) }
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal {
        // The signal came before the program's first line.
        interruptions += 1
        continue
      }
      status = process.terminationStatus
      if status == 130 {
        interruptions += 1
        // What was saved is a checkpoint that can be used as it is.
        _ = try Checkpoint(contentsOf: halfword.url("parts"))
      }
    }
    #expect(status == 0 && interruptions > 0)
    #expect(try halfword.bytes("whole") == halfword.bytes("parts"))
    #expect(try courses("whole.csv") == courses("parts.csv"))
    #expect(try halfword.names() == ["parts", "parts.csv", "whole", "whole.csv"])
  }

  @Test func interruptionSaysWhatItSaved() throws {
    let process = try halfword.start(small + ["--epochs", "100000", "-o", "a", "--quiet"])
    try interruptOnceWritten(process, "a")
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    #expect(try text(".output").contains("a holds all of it. The same command with --resume"))
    #expect(try Checkpoint(contentsOf: halfword.url("a")).state["epochs_done"] != nil)
  }

  @Test func resumingTakesTheSameOptionsAndUnfinishedTraining() throws {
    let process = try halfword.start(small + ["--epochs", "100000", "-o", "a", "--quiet"])
    try interruptOnceWritten(process, "a")
    let before = try halfword.bytes("a")
    let other = try halfword.run(small + ["--optimizer", "sgd", "-o", "a", "--resume"])
    #expect(other.status == 1)
    #expect(other.errors.contains("a: was trained with learning_rate 0.001, not 0.1"))
    #expect(try halfword.bytes("a") == before)

    #expect(try halfword.run(small + ["--epochs", "1", "-o", "b"]).status == 0)
    let finished = try halfword.run(small + ["--epochs", "2", "-o", "b", "--resume"])
    #expect(finished.status == 0 && finished.output.contains("for 2 epochs"), "\(finished.errors)")
    let again = try halfword.run(small + ["--epochs", "2", "-o", "./b", "--resume"])
    #expect(again.status == 0 && again.output.contains("It had finished before, after 2 epochs"))
  }

  @Test func divergingStopsWithEpochBatchAndAdvice() throws {
    let result = try halfword.run([
      "train", "--network", "64 relu:4 linear:10", "--cost", "squared-error", "--optimizer", "sgd",
      "--learning-rate", "1000", "--schedule", "constant", "--epochs", "3", "-o", "x", "--quiet",
    ])
    #expect(result.status == 1)
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(result.errors.contains("training diverged in epoch 1, batch "))
    #expect(result.errors.contains("use a learning rate below 1000\n"))
    #expect(try halfword.names().isEmpty)
  }

  /// The checkpoint fits once, not twice: the one that is there stays whole.
  @Test func aFullDiskNamesTheFileAndLeavesTheLastCheckpoint() throws {
    let disk = halfword.url("disk")
    try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: false)
    let mounted = try? halfword.outputOf([
      "/bin/mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.path,
    ])
    guard mounted == "" else {
      print("SKIPPED: aFullDiskNamesTheFileAndLeavesTheLastCheckpoint may not mount a file system")
      return
    }
    defer { _ = try? halfword.outputOf(["/bin/umount", disk.path]) }
    let first = try halfword.run(small + ["--epochs", "1", "-o", "disk/a", "--quiet"])
    #expect(first.status == 0, "\(first.errors)")
    let before = try halfword.bytes("disk/a")
    try Data(count: 40 << 10).write(to: disk.appending(path: "filler"))
    let second = try halfword.run(small + ["--epochs", "3", "-o", "disk/a", "--quiet"])
    #expect(second.status == 1 && !second.crashed)
    #expect(second.errors.contains("disk/a: cannot be written: No space left on device"))
    #expect(second.errors.split(separator: "\n").count == 1)
    #expect(try halfword.bytes("disk/a") == before)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: disk.path).sorted() == ["a", "filler"]
    )
  }

  @Test func aDeviceThatIsFullIsNamed() throws {
    let result = try halfword.run(small + ["--epochs", "2", "-o", "/dev/full", "--quiet"])
    #expect(result.status == 1)
    #expect(result.errors.contains("/dev/full: cannot be written: No space left on device"))
    let history = try halfword.run(
      small + ["--epochs", "2", "-o", "a", "--history", "/dev/full", "--quiet"]
    )
    #expect(history.status == 1 && history.errors.contains("/dev/full: cannot be written"))
  }

  @Test(arguments: [
    "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adasecant", "vsgd",
  ])
  func everyOptimizerTrains(_ optimizer: String) throws {
    let result = try halfword.run(
      small + ["--epochs", "2", "--optimizer", optimizer, "-o", "a", "--quiet"]
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(try Checkpoint(contentsOf: halfword.url("a")).notes["optimizer"] == optimizer)
  }

  @Test func everyOptionOfTheTrainingIsNoted() throws {
    let options = [
      "--batch", "all", "--optimizer", "nesterov", "--momentum", "0.5,0.75,10",
      "--learning-rate", "0.25", "--schedule", "linear:0.0,0.5", "--layer-rates", "1.0,4.0",
      "--weight-decay", "0.001", "--max-norm", "2.0,4.0", "--initialization", "uniform:0.125,0.25",
      "--adversarial", "0.125", "--validation", "10", "--patience", "2", "--cost", "squared-error",
      "--epochs", "1",
    ]
    let result = try halfword.run(small + options + ["-o", "a", "--skip-test", "--quiet"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("Kept epoch 1.\nValidation") && !result.output.contains("Test"))
    let notes = try Checkpoint(contentsOf: halfword.url("a")).notes
    for index in stride(from: 0, to: options.count, by: 2) {
      let name = options[index].dropFirst(2).replacing("-", with: "_")
      #expect(notes[String(name)] == options[index + 1], "\(name)")
    }
  }

  @Test func optionsThatMakeNoSenseAreRefused() throws {
    for (options, words) in [
      (["--schedule", "magic"], "schedule"), (["--schedule", "linear:x"], "schedule"),
      (["--momentum", "0.5,0.9"], "momentum"), (["--max-norm", "2,,3"], "max-norm"),
      (["--initialization", "uniform:0"], "initialization"), (["--batch", "some"], "batch"),
      (["--patience", "3"], "--patience needs --validation"),
    ] {
      let result = try halfword.run(small + options + ["-o", "a"])
      #expect(result.status == 64 && result.errors.contains(words), "\(options)")
    }
    for (options, words) in [
      (["--validation", "1438"], "leave something of the 1438 training samples"),
      (["--momentum", "1"], "the momentum must be"), (["--threads", "0"], "number of threads"),
      (["--weight-decay=-1"], "weight decay"), (["--max-norm=-1"], "max-norm"),
      (["--adversarial=-1"], "adversarial examples must be at least 0"),
    ] {
      let result = try halfword.run(small + options + ["--optimizer", "momentum", "-o", "a"])
      #expect(result.status == 1 && result.errors.contains(words), "\(options): \(result.errors)")
    }
    #expect(try halfword.names().isEmpty)
  }

  @Test func benchShowsSpeedAndWhereTimeGoes() throws {
    let result = try halfword(
      "bench",
      "--network",
      "16 relu:8 softmax:4",
      "--samples",
      "256",
      "--epochs",
      "1"
    )
    #expect(result.status == 0, "\(result.errors)")
    for words in ["momentum ", "adam ", "Peak of large matrix products: ", "GEMM", "GFLOP/s"] {
      #expect(result.output.contains(words))
    }
    #expect(try halfword("bench", "--threads", "0").status == 64)
  }

  /// Interrupts a training as soon as its first checkpoint is there; one that goes on is killed.
  private func interruptOnceWritten(_ process: Process, _ name: String) throws {
    let end = Date().addingTimeInterval(120)
    while process.isRunning, Date() < end,
      !FileManager.default.fileExists(atPath: halfword.url(name).path)
    { usleep(2000) }
    process.interrupt()
    while process.isRunning, Date() < end { usleep(2000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try halfword.bytes(name), as: UTF8.self)
  }

  /// A history without the speed, which no two runs share.
  private func courses(_ name: String) throws -> [String] {
    try text(name).split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).dropLast()
        .joined(separator: ",")
    }
  }
}

extension Process {
  /// Runs a command on a terminal of its own; nil where the program for that is not there.
  fileprivate static func scriptCommand(_ command: [String]) throws -> [String]? {
    let script = "/usr/bin/script"
    guard FileManager.default.isExecutableFile(atPath: script) else { return nil }
    let line = command.map { "'\($0)'" }.joined(separator: " ")
    return [script, "--quiet", "--return", "--command", line, "/dev/null"]
  }
}
