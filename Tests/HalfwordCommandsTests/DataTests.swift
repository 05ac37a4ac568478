import FloatNetwork
import Foundation
import Testing
import _TestSupport

/// Each form of data that `halfword train --data` takes, and what is said where it is wrong.
@Suite struct DataTests {
  let halfword: Halfword

  init() throws { halfword = try Halfword() }

  private func train(_ arguments: [String], to name: String = "x.safetensors") throws
    -> Halfword.Result
  {
    try halfword.run(["train", "--quiet", "--epochs", "2", "-o", name] + arguments)
  }

  private func classNames(_ name: String = "x.safetensors") throws -> [String] {
    try Checkpoint(contentsOf: halfword.url(name)).classNames
  }

  /// The one line that a refused training prints; nothing may be written.
  private func refusal(_ arguments: [String]) throws -> String {
    let before = try halfword.names()
    let result = try train(arguments)
    #expect(!result.crashed && result.status == 1, "\(arguments): \(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(try halfword.names() == before)
    return result.errors
  }

  /// Rows of two numbers in three named classes, one class after the other.
  private func flowers(header: String = "length,width,kind\n", scale: Double = 1) -> String {
    var state = UInt64(1)
    func noise() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    let rows = ["rose", "lily", "oak"].enumerated().flatMap { index, kind in
      (0..<40).map { _ in
        let length = scale * (20 + 10 * Double(index) + 4 * noise())
        return "\(length),\(3 - Double(index) + noise()),\(kind)\n"
      }
    }
    return header + rows.joined()
  }

  // MARK: Forms

  @Test func trainsOnTextAndKnowsItsClassesAllTheWay() throws {
    try halfword.write(Data(flowers().utf8), to: "f.csv")
    let data = ["--data", "f.csv"]
    let options = [
      "--network", "2 relu:12 softmax:3", "--standardize", "each", "--epochs", "60",
      "--learning-rate", "0.02",
    ]
    let result = try train(data + options)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("(24 of 24)"), "\(result.output)")
    #expect(try classNames() == ["lily", "oak", "rose"])
    for inputs in ["raw", "standardized"] {
      let export = try halfword(
        "export",
        "x.safetensors",
        "-o",
        "x.hwm",
        "--c-header",
        "x.h",
        "--inputs",
        inputs
      )
      #expect(export.status == 0, "\(export.errors)")
      let header = String(decoding: try halfword.bytes("x.h"), as: UTF8.self)
      #expect(header.contains("#define X_CLASS_NAMES {"))
      #expect(header.contains("x_input_means") == (inputs == "standardized"))
      #expect(header.contains("#define X_INPUTS(values, words)"))
      let against = ["x.hwm", "--against", "x.safetensors"]
      let check = try halfword.run(["check"] + against + data + ["--min-accuracy", "100"])
      #expect(check.status == 0, "\(check.output)\(check.errors)")
      #expect(check.output.contains("for \(inputs) inputs"))
      let run = try halfword.run(["run"] + against + ["--values=21,3.4"])
      #expect(run.output.hasPrefix("the values: rose\n"), "\(run.output)")
      let show = try halfword.run(["show"] + against + data)
      #expect(show.output.contains("test 0, line 6 of f.csv: rose"), "\(show.output)")
      let samples = try halfword.run(["samples"] + against + data + ["-o", "s.h"])
      #expect(samples.status == 0, "\(samples.errors)")
    }
  }

  @Test func theStandardizationIsThatOfTheTrainingRows() throws {
    let text = flowers(header: "")
    try halfword.write(Data(text.utf8), to: "f.csv")
    let network = ["--network", "2 softmax:3", "--standardize", "each"]
    #expect(try train(["--data", "f.csv"] + network).status == 0)
    let rows = text.split(separator: "\n").map { $0.split(separator: ",") }
    // The fifth of each five rows is for the test; 40 rows a class keep that in step.
    let lengths = rows.enumerated().filter { $0.offset % 5 != 4 }.compactMap {
      Double($0.element[0])
    }
    let mean = lengths.reduce(0, +) / Double(lengths.count)
    let variance = lengths.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(lengths.count)
    let fitted = try #require(
      try Checkpoint(contentsOf: halfword.url("x.safetensors")).standardization
    )
    #expect(abs(Double(fitted.means[0]) - mean) < 1e-4)
    #expect(abs(Double(fitted.deviations[0]) - variance.squareRoot()) < 1e-4)
    #expect(fitted.smallest[0] == lengths.min().map(Float.init))
  }

  /// The rows of a file are often sorted by class: what is kept back to validate must not be of one.
  @Test func aTableNeedsNothingButItself() throws {
    try halfword.write(Data(flowers().utf8), to: "f.csv")
    let result = try halfword("train", "--data", "f.csv", "--network", "relu:8", "-o", "a")
    #expect(result.output.contains("Trained 2 relu:8 softmax:3 on 87 samples"), "\(result.errors)")
    #expect(result.output.contains("Test accuracy in float: 100.00 % (24 of 24)"))
    let checkpoint = try Checkpoint(contentsOf: halfword.url("a"))
    #expect(checkpoint.standardization != nil && checkpoint.inputNames == ["length", "width"])
    let line = try refusal(["--data", "f.csv", "--network", "2 relu:8"])
    #expect(line.contains("end --network with softmax:3"), "\(line)")
    #expect(try train(["--data", "f.csv", "--history", "x.safetensors"]).status == 1)
    #expect(try train(["--data", "f.csv"], to: "f.csv").errors.contains("would be replaced"))
  }

  @Test func aNetworkThatHasLearnedNothingSaysSo() throws {
    try halfword.write(Data(flowers().utf8), to: "f.csv")
    let result = try train(["--data", "f.csv", "--epochs", "1", "--learning-rate", "1e-9"])
    let isUseless = result.output.contains(/\((8|[0-7]) of 24\)\./)
    #expect(result.output.contains("no better than always answering") == isUseless)
  }

  @Test func targetsAreLearnedInTheirUnits() throws {
    let rows = (0..<100).map { index in
      let x = Double(index * 37 % 100) / 100
      return "\(x),\(5000 + 200 * x),\(-x)\n"
    }
    try halfword.write(Data(rows.joined().utf8), to: "r.csv")
    let result = try halfword("train", "--data", "r.csv", "--targets", "2", "-o", "a")
    #expect(result.status == 0 && !result.output.contains("accuracy"), "\(result.errors)")
    #expect(result.output.contains(/Test, 20 samples: output 1: R² (0\.99|1)/), "\(result.output)")
    let checkpoint = try Checkpoint(contentsOf: halfword.url("a"))
    #expect(checkpoint.notes["answer"] == "values")
    let found = checkpoint.referenceOutput(for: [0.5])
    #expect(abs(found[0] - 5100) < 10 && abs(found[1] + 0.5) < 0.05, "\(found)")
  }

  @Test func whatValidatesIsOfEveryClass() throws {
    try halfword.write(Data(flowers().utf8), to: "f.csv")
    let options = [
      "--data", "f.csv", "--network", "2 relu:12 softmax:3", "--standardize", "each",
      "--learning-rate", "0.02", "--validation", "24",
    ]
    let result = try train(options + ["--epochs", "60"])
    #expect(result.output.contains("on 72 samples") && result.output.contains("(24 of 24)"))
    #expect(try refusal(options + ["--validation", "96"]).contains("--validation must be"))
  }

  @Test(arguments: ["tab", "blank", "semicolon"])
  func trainsOnOtherSeparators(_ name: String) throws {
    let separators = ["tab": "\t", "blank": "  ", "semicolon": ";"]
    let text = flowers(header: "").replacing(",", with: separators[name] ?? "")
    try halfword.write(Data(text.utf8), to: "f.txt")
    for option in [[], ["--separator", name]] {
      #expect(try train(["--data", "f.txt", "--network", "2 softmax:3"] + option).status == 0)
    }
  }

  @Test func trainsOnASeparateTestFile() throws {
    try halfword.write(Data(flowers().utf8), to: "a.csv")
    try halfword.write(Data("1,2,oak\n30,2.4,lily\n".utf8), to: "b.csv")
    let options = ["--data", "a.csv", "--network", "2 softmax:3", "--test-data"]
    let result = try train(options + ["b.csv"])
    #expect(result.output.contains("on 120 samples") && result.output.contains(" of 2)"))
    #expect(result.output.contains("The test part has no sample of 1 classes (rose)."))
    try halfword.write(Data("1,2,oak\n30,2.4,elm\n".utf8), to: "b.csv")
    #expect(try refusal(options + ["b.csv"]).contains("b.csv: line 2 has the label \"elm\""))
  }

  @Test func trainsOnPixelsInText() throws {
    let rows = (0..<20).map { row in
      (0..<16).map { ($0 % 4 < 2) == (row % 2 == 0) ? "255" : "0" }.joined(separator: ",")
        + ",\(row % 2)\n"
    }
    try halfword.write(Data(rows.joined().utf8), to: "p.csv")
    let result = try train([
      "--data", "p.csv", "--full-ink", "255", "--network", "64 relu:8 softmax:2", "--epochs", "80",
      "--distort", "shift:0.05,rotate:2",
    ])
    #expect(result.output.contains("(4 of 4)"), "\(result.output)\(result.errors)")
    let digits = try halfword(
      "digits",
      "d",
      "--data",
      "p.csv",
      "--full-ink",
      "255",
      "--count",
      "1"
    )
    #expect(
      digits.status == 0
        && FileManager.default.fileExists(
          atPath: halfword.url("d/test-0000-is-0.png").path
        )
    )
  }

  @Test func trainsOnAContactSheet() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/CDigits").standardized
    let sheet = ["--data", folder.appending(path: "digits.png").path]
    let labels = ["--labels", folder.appending(path: "labels.txt").path]
    let network = ["--network", "64 relu:16 softmax:10"]
    for cell in [[], ["--cell", "8x8"]] {
      let result = try train(sheet + labels + network + cell)
      #expect(result.status == 0 && result.output.contains("on 1442 samples"), "\(result.errors)")
    }
    #expect(try classNames() == (0..<10).map(String.init))
    #expect(try refusal(sheet + network).contains("digits.txt: cannot be read"))
    #expect(try refusal(sheet + labels + network + ["--cell", "16"]).contains("labels"))
  }

  @Test func trainsOnAFolderOfPicturesForEachClass() throws {
    #expect(try halfword("digits", "all", "--count", "100").status == 0)
    for name in try FileManager.default.contentsOfDirectory(atPath: halfword.url("all").path) {
      let folder = halfword.url("pictures/digit-\(name.dropLast(4).suffix(1))")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.moveItem(
        at: halfword.url("all/\(name)"),
        to: folder.appending(path: name)
      )
    }
    let options = ["--data", "pictures", "--network", "256 relu:16 softmax:10"]
    let result = try train(options)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try classNames() == (0..<10).map { "digit-\($0)" })
    #expect(try halfword("export", "x.safetensors", "-o", "x.hwm").status == 0)
    let picture = try #require(
      try FileManager.default.contentsOfDirectory(atPath: halfword.url("pictures/digit-3").path)
        .first
    )
    let run = try halfword(
      "run",
      "x.hwm",
      "pictures/digit-3/\(picture)",
      "--against",
      "x.safetensors"
    )
    #expect(run.output.contains("digit-9"), "\(run.output)")

    try halfword.write(Data("no picture".utf8), to: "pictures/digit-3/broken.png")
    #expect(try refusal(options).contains("pictures/digit-3/broken.png: is no PNG file"))
    try FileManager.default.removeItem(at: halfword.url("pictures/digit-3"))
    #expect(try refusal(options).contains("has 9 classes (digit-0, "))
    try FileManager.default.createDirectory(
      at: halfword.url("pictures/digit-3"),
      withIntermediateDirectories: false
    )
    #expect(try refusal(options).contains("pictures/digit-3: the class is empty"))
  }

  @Test func trainsOnPackedIDX() throws {
    let folder = halfword.url("idx")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let images = Data([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 9, 9, 9, 9, 0, 0, 0, 0])
    var labels = Data([0, 0, 8, 1, 0, 0, 0, 2, 0, 1])
    for split in ["train", "t10k"] {
      try images.write(to: folder.appending(path: "\(split)-images-idx3-ubyte"))
      try labels.write(to: folder.appending(path: "\(split)-labels-idx1-ubyte"))
    }
    let gzip = try Process.run(
      URL(filePath: "/usr/bin/env"),
      arguments: ["gzip", "-r", folder.path]
    )
    gzip.waitUntilExit()
    #expect(try train(["--data", "idx", "--network", "4 softmax:2"]).status == 0)
    // A label 2 but no label 1.
    labels[9] = 2
    let file = folder.appending(path: "train-labels-idx1-ubyte")
    try FileManager.default.removeItem(at: file.appendingPathExtension("gz"))
    try labels.write(to: file)
    let line = try refusal(["--data", "idx", "--network", "4 softmax:3"])
    #expect(line.contains("idx: class \"1\" has no sample to train on"), "\(line)")
    let one = try refusal(["--data", "idx/train-labels-idx1-ubyte", "--network", "4 softmax:3"])
    #expect(one.contains("is an IDX file; give the folder"))
  }

  @Test(.enabled(if: hasSemeion)) func trainsOnSemeion() throws {
    let data = ["--data", semeion.path, "--label", "one-hot:10"]
    let result = try train(data + ["--network", "256 relu:16 softmax:10"])
    #expect(result.output.contains("on 1279 samples"), "\(result.errors)")
    let line = try refusal(["--data", semeion.path, "--network", "256 relu:16 softmax:10"])
    #expect(line.contains("--label one-hot:10"), "\(line)")
  }

  @Test func experimentsTakeTheSameData() throws {
    try halfword.write(Data(flowers().utf8), to: "f.csv")
    let result = try halfword("experiment", "vanishing-gradients", "--data", "f.csv", "--quiet")
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(result.output.hasPrefix("Claim: ") && result.output.contains("96 samples for training"))
    let lines = String(decoding: try halfword.bytes("vanishing-gradients.csv"), as: UTF8.self)
      .split(separator: "\n")
    // Three activations, five seeds, nine layers, and the heading.
    #expect(lines.count == 1 + 3 * 5 * 9)
    #expect(
      lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 7 }
    )
    let list = try halfword("experiment", "--list")
    #expect(list.status == 0 && list.output.contains("\nlocal-minima\n"))
    for arguments in [
      ["experiment"], ["experiment", "alchemy"], ["experiment", "depth", "--list"],
    ] {
      #expect(try halfword.run(arguments).status == 64)
    }
  }

  // MARK: Refusals

  @Test(arguments: [
    ("1,2,a\n1,a\n", "f.csv: line 2 has 2 columns"), ("", "f.csv: holds no samples"),
    ("1,2,a\n1,nan,b\n", "f.csv: line 2, column 2 is \"nan\", no finite number"),
    ("1,2,a\n1,x,b\n", "f.csv: line 2, column 2 is \"x\""),
    ("1,a\n2,b\n", "f.csv: has 1 columns beside the label, but the network takes 2 inputs"),
    ("1,2,a\n1,\"2,b\n", "f.csv: line 2, column 2 begins with a quote that never ends"),
    ("1,2,a\n1,2,\n", "f.csv: line 2, column 3 is empty"),
    ("1,2,a\n1,2,b\n", "f.csv: has no class of five samples"),
  ])
  func aTableThatIsWrongIsRefusedWithItsPlace(_ text: String, _ words: String) throws {
    try halfword.write(Data(text.utf8), to: "f.csv")
    let line = try refusal(["--data", "f.csv", "--network", "2 softmax:2"])
    #expect(line.contains(words), "\(line)")
  }

  @Test func rowsOfNumbersCannotBeDistorted() throws {
    try halfword.write(Data(flowers().utf8), to: "f.csv")
    let options = ["--data", "f.csv", "--network", "2 softmax:3", "--distort"]
    #expect(try refusal(options + ["small"]).contains("f.csv: holds rows of numbers"))
    #expect(try train(options + ["none"]).status == 0)
    let drawn = try halfword("digits", "d", "--data", "f.csv")
    #expect(drawn.status == 1 && drawn.errors.contains("which are no pictures"))
    for value in ["shift", "shift:x", "shift:2", "turn:3", "shift:0.1,shift:0.2", "scale:1"] {
      #expect(try train(options + [value]).status == 64)
    }
  }

  /// By the ranges that training recorded, inputs get powers of two; plain Q8.8 has none.
  @Test func rawInputsThatQ88DoesNotHoldAreScaled() throws {
    try halfword.write(Data(flowers(scale: 100).utf8), to: "f.csv")
    let options = ["--data", "f.csv", "--network", "2 softmax:3", "--standardize", "each"]
    #expect(try train(options).status == 0)
    let raw = try halfword("export", "x.safetensors", "-o", "x.hwm")
    #expect(raw.status == 0, "\(raw.errors)")
    let kept = try halfword("check", "x.hwm", "--against", "x.safetensors", "--data", "f.csv")
    #expect(kept.output.contains(/inputs saturated +0\n/), "\(kept.output)")
    #expect(kept.output.contains(/answers that differ +0\n/), "\(kept.output)")
    let plain = try halfword("export", "x.safetensors", "-o", "x.hwm", "--weights", "q8.8")
    #expect(plain.status == 1 && plain.errors.contains("input 0 is from 20"), "\(plain.errors)")
    #expect(plain.errors.contains("--inputs standardized"))
    let standardized = try halfword(
      "export",
      "x.safetensors",
      "-o",
      "x.hwm",
      "--inputs",
      "standardized"
    )
    #expect(standardized.status == 0)
    let check = try halfword("check", "x.hwm", "--against", "x.safetensors", "--data", "f.csv")
    #expect(check.output.contains(/inputs saturated +0\n/), "\(check.output)")
  }

  /// Counts of a 12-bit converter, far outside Q8.8, reach the device without any arithmetic.
  @Test func wholeNumbersMayStayAsTheyAre() throws {
    var generator = TestRandom(seed: 8)
    let rows = (0..<90).map { row in
      let base = 500 + 1200 * (row % 3)
      let values = (0..<2).map {
        "\(base * ($0 + 1) % 4096 + Int.random(in: 0..<300, using: &generator))"
      }
      return values.joined(separator: ",") + ",\(row % 3)\n"
    }
    try halfword.write(Data(rows.joined().utf8), to: "c.csv")
    let options = ["--data", "c.csv", "--network", "2 relu:12 softmax:3", "--standardize", "each"]
    #expect(try train(options + ["--epochs", "60", "--learning-rate", "0.02"]).status == 0)
    let plain = try halfword("export", "x.safetensors", "-o", "x.hwm", "--weights", "q8.8")
    #expect(plain.status == 1 && plain.errors.contains("--inputs counts"), "\(plain.errors)")
    let against = ["x.hwm", "--against", "x.safetensors"]
    for numbers in [[], ["--weights", "q8.8"]] {
      let export = try halfword.run(
        ["export", "x.safetensors", "-o", "x.hwm", "--c-header", "x.h", "--inputs", "counts"]
          + numbers
      )
      #expect(export.status == 0, "\(export.errors)")
      let header = String(decoding: try halfword.bytes("x.h"), as: UTF8.self)
      #expect(header.contains("halfword_words_from_integers(") && !header.contains("from_float"))
      let check = try halfword.run(
        ["check"] + against + ["--data", "c.csv", "--min-accuracy", "100"]
      )
      #expect(check.status == 0, "\(check.output)\(check.errors)")
      #expect(check.output.contains("for counts inputs"))
      #expect(
        try halfword.run(["run"] + against + ["--values=600,1100"]).output.hasPrefix(
          "the values: 0"
        )
      )
    }
  }

  /// A count of 0.25 mm, folded into the first layer: the samples stay in the network's units.
  @Test func whatACountIsWorthIsFoldedIn() throws {
    try halfword.write(Data(flowers().utf8), to: "f.csv")
    #expect(try train(["--data", "f.csv", "--network", "2 relu:8 softmax:3"]).status == 0)
    try halfword.write(Data("0.25\n0.125\n".utf8), to: "units")
    for unit in ["0.25", "0.25,0.125", "units"] {
      let export = try halfword.run(
        ["export", "x.safetensors", "-o", "x.hwm", "--c-header", "x.h", "--input-unit", unit]
      )
      #expect(export.status == 0, "\(export.errors)")
      let header = String(decoding: try halfword.bytes("x.h"), as: UTF8.self)
      #expect(header.contains("one count is worth\n * 0.25") && !header.contains("from_float("))
      let check = try halfword("check", "x.hwm", "--against", "x.safetensors", "--data", "f.csv")
      #expect(check.status == 0, "\(check.errors)")
      #expect(check.output.contains(/inputs saturated +0\n/))
    }
    for (unit, words) in [
      ("0.25,1,1", "3 numbers are not one for each of the 2 inputs"), ("-1", "no number above 0"),
      ("absent", "absent"),
    ] {
      let wrong = try halfword("export", "x.safetensors", "-o", "x.hwm", "--input-unit=\(unit)")
      #expect(wrong.status != 0 && wrong.errors.contains(words), "\(wrong.errors)")
    }
  }

  /// The names are those of the data's first line, whichever order they are given in.
  @Test func whatACountIsWorthMayBeSaidByName() throws {
    try halfword.write(Data(flowers().utf8), to: "f.csv")
    #expect(try train(["--data", "f.csv", "--network", "2 relu:8 softmax:3"]).status == 0)
    let header = flowers().prefix { !$0.isNewline }.split(separator: ",")
    let names = header.prefix(2).map {
      $0.trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
    }
    let export = ["export", "x.safetensors", "--samples", "--data", "f.csv", "-o"]
    try halfword.write(Data("\(names[1]) 0.125\n\(names[0]) 0.25\n".utf8), to: "units")
    for (index, unit) in [
      "0.25,0.125", "\(names[1])=0.125,\(names[0])=0.25", "units",
    ].enumerated() {
      let result = try halfword.run(export + ["\(index).hwm", "--input-unit", unit])
      #expect(result.status == 0, "\(result.errors)")
      #expect(try halfword.bytes("\(index).hwm") == halfword.bytes("0.hwm"))
    }
    for (unit, words) in [
      ("\(names[0])=1", "nothing says what one count of \"\(names[1])\" is worth"),
      (
        "\(names[0])=1,nobody=2",
        "there is no input \"nobody\"; they are \(names.joined(separator: ", "))"
      ),
    ] {
      let wrong = try halfword.run(export + ["x.hwm", "--input-unit", unit])
      #expect(wrong.status != 0 && wrong.errors.contains(words), "\(wrong.errors)")
    }
    let unknown = try halfword("export", "x.safetensors", "-o", "x.hwm", "--input-unit", "a=1")
    #expect(unknown.errors.contains("nothing says what they are called"), "\(unknown.errors)")
  }

  @Test func onlyAStandardizedNetworkTakesStandardizedInputs() throws {
    try halfword.write(Data(flowers().utf8), to: "f.csv")
    let options = ["--data", "f.csv", "--network", "2 softmax:3", "--standardize", "none"]
    #expect(try train(options).status == 0)
    let result = try halfword("export", "x.safetensors", "-o", "x.hwm", "--inputs", "standardized")
    #expect(result.status == 1 && result.errors.contains("not trained with --standardize"))
    #expect(
      try halfword("export", "x.safetensors", "-o", "x.hwm", "--inputs", "counts").status == 0
    )
  }

  @Test func foldedWeightsThatQ88DoesNotHoldGetTheirRange() throws {
    try halfword.write(Data(flowers(scale: 0.0001).utf8), to: "f.csv")
    let options = ["--data", "f.csv", "--network", "2 softmax:3", "--standardize", "each"]
    #expect(try train(options).status == 0)
    let plain = try halfword("export", "x.safetensors", "-o", "x.hwm", "--weights", "q8.8")
    #expect(plain.status == 1 && plain.errors.contains("layer 1, weight ["), "\(plain.errors)")
    #expect(plain.errors.contains("leave out --weights q8.8"))
    #expect(try halfword("export", "x.safetensors", "-o", "x.hwm").status == 0)
    let check = try halfword("check", "x.hwm", "--against", "x.safetensors", "--data", "f.csv")
    #expect(check.output.contains(/answers that differ +0\n/), "\(check.output)")
  }
}

/// Semeion, where the data that are not part of the package lie.
private let semeion: URL = {
  let package = URL(filePath: #filePath).appending(path: "../../..").standardized
  let data = ProcessInfo.processInfo.environment["HALFWORD_DATA"].map { URL(filePath: $0) }
  return (data ?? package.appending(path: "../shared/data").standardized)
    .appending(path: "semeion/semeion.data")
}()

private let hasSemeion: Bool = {
  let isThere = FileManager.default.fileExists(atPath: semeion.path)
  if !isThere { print("SKIPPED: no Semeion in \(semeion.path); set HALFWORD_DATA") }
  return isThere
}()
