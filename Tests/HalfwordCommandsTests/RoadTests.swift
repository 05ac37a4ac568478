import FloatNetwork
import Foundation
import Testing

/// From training to running, by the commands that a user types.
@Suite struct RoadTests {
  let halfword: Halfword

  init() throws {
    halfword = try Halfword()
    try halfword.trainDigits(
      "64 maxout:12x2 dropout:0.25 softmax:10",
      epochs: 4,
      "--learning-rate",
      "0.01"
    )
    let exported = try halfword("export", "a.safetensors", "-o", "a.hwm", "--c-header", "a.h")
    try #require(exported.status == 0, "\(exported.errors)")
  }

  @Test func trainingTwiceGivesTheSameBytesAndAnotherSeedOthers() throws {
    let options = ["--network", "64 dropout:0.1 relu:5 softmax:10", "--epochs", "2"]
    for (name, seed) in [("b", "1"), ("c", "1"), ("d", "2")] {
      let result = try halfword.run(
        ["train", "--quiet", "--seed", seed, "-o", "\(name).safetensors"] + options
      )
      #expect(result.status == 0 && result.errors.isEmpty)
    }
    #expect(try halfword.bytes("b.safetensors") == halfword.bytes("c.safetensors"))
    #expect(try halfword.bytes("b.safetensors") != halfword.bytes("d.safetensors"))
  }

  @Test func exportingTwiceGivesTheSameBytes() throws {
    #expect(
      try halfword("export", "a.safetensors", "-o", "b.hwm", "--c-header", "b.h", "--name", "a")
        .status == 0
    )
    #expect(try halfword.bytes("a.hwm") == halfword.bytes("b.hwm"))
    #expect(try halfword.bytes("a.h") == halfword.bytes("b.h"))
  }

  @Test func exportSaysWhereDropoutIsFolded() throws {
    let result = try halfword("inspect", "a.hwm")
    #expect(result.status == 0)
    #expect(result.output.contains("0.25 folded"))
    #expect(result.output.contains("maxout of 2"))
    let header = String(decoding: try halfword.bytes("a.h"), as: UTF8.self)
    #expect(header.contains("dropout 0.25 folded in"))
  }

  /// A checkpoint that says its dropout is folded must give the image of the folded weights.
  @Test func whatIsFoldedIsNotFoldedAgain() throws {
    let checkpoint = try Checkpoint(contentsOf: halfword.url("a.safetensors"))
    var layers = checkpoint.network.layers
    layers[1] = try NetworkLayer(
      inputCount: layers[1].inputCount,
      unitCount: layers[1].unitCount,
      activation: layers[1].activation,
      weights: layers[1].weights.map { $0 * 0.75 },
      biases: layers[1].biases,
      inputDropout: 0.25
    )
    let folded = try Network(layers: layers, isDropoutFolded: true)
    try Checkpoint(network: folded, inputRanges: checkpoint.inputRanges).write(
      to: halfword.url("folded.safetensors")
    )
    let result = try halfword("export", "folded.safetensors", "-o", "folded.hwm")
    #expect(result.status == 0)
    #expect(result.output.contains("folded before"))
    #expect(try halfword.bytes("folded.hwm") == halfword.bytes("a.hwm"))
  }

  @Test func checkPrintsBothAccuraciesAndKeepsItsLimits() throws {
    let kept = try halfword("check", "a.hwm", "--against", "a.safetensors")
    #expect(kept.status == 0, "\(kept.output)\(kept.errors)")
    for words in [
      "accuracy in float64", "accuracy in fixed point", "answers certified by the host",
      "answers that differ",
      "largest output error",
      "mean output error", "saturations in layer 2", "is the export of this checkpoint",
    ] { #expect(kept.output.contains(words)) }
    #expect(kept.output.contains(/outputs that are not as defined +0 +0\n/))
    let broken = try halfword(
      "check",
      "a.hwm",
      "--against",
      "a.safetensors",
      "--min-accuracy",
      "99.9"
    )
    #expect(broken.status == 1)
    #expect(broken.errors.contains("not kept: an accuracy is"))
    #expect(broken.output.contains("accuracy in fixed point"))
  }

  /// An image of other weights has outputs inside the bounds of its own weights; that must not pass.
  @Test func checkRefusesTheImageOfAnotherTraining() throws {
    let other = try halfword(
      "train",
      "--network",
      "64 maxout:12x2 dropout:0.25 softmax:10",
      "--epochs",
      "1",
      "-o",
      "b.safetensors"
    )
    #expect(other.status == 0)
    let result = try halfword("check", "a.hwm", "--against", "b.safetensors")
    #expect(result.status == 1)
    #expect(result.errors.contains("of layer 1 are not the nearest to the checkpoint's"))
  }

  @Test func exportSaysWhatIsProved() throws {
    let plain = try halfword("export", "a.safetensors", "-o", "b.hwm", "--input-range", "0,1")
    #expect(plain.output.contains("Sums: exact in 32 bits in every layer, whatever the input."))
    #expect(
      plain.output.contains("no pre-activation of any unit leaves its words, for every input from")
    )
    let wide = try halfword("export", "a.safetensors", "-o", "b.hwm", "--samples")
    #expect(wide.output.contains("units can leave their words"))
    #expect(wide.output.contains("and does in 0 of 359 samples"))
    #expect(wide.output.contains("say so with --input-range"))
    #expect(wide.output.contains("samples that were not used to fit it"))
  }

  @Test func allNumbersAndFormsOfSumsAreCheckedAsWell() throws {
    for options in [
      ["--weights", "q8.8"], ["--samples"], ["--sums", "32"], ["--sums", "blocks", "--samples"],
      ["--sums", "64", "--headroom", "2"],
    ] {
      let exported = try halfword.run(
        ["export", "a.safetensors", "-o", "b.hwm", "--input-range", "0,1"] + options
      )
      #expect(exported.status == 0, "\(exported.errors)")
      let result = try halfword("check", "b.hwm", "--against", "a.safetensors")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("is the export of this checkpoint"))
      #expect(result.output.contains(/answers that differ +[01]\n/))
      #expect(result.output.contains(/answers certified by the chip +\d+\.\d\d %/))
    }
  }

  /// From float to few bits, and from these to others: the checkpoint says for which it is.
  @Test func trainingForFewBitsBeginsWithACheckpointAndIsExportedAsUsual() throws {
    let options = ["train", "--epochs", "1", "--learning-rate", "0.0001", "--quiet"]
    for (from, bits, recorded) in [
      ("a", "4", [4, 4]), ("4", "8,4", [8, 4]), ("4", "16", [nil, nil]),
    ] {
      let trained = try halfword.run(
        options + [
          "--from", "\(from).safetensors", "--quantize-aware", bits, "-o", "\(bits).safetensors",
        ]
      )
      #expect(trained.status == 0, "\(trained.errors)")
      let checkpoint = try Checkpoint(contentsOf: halfword.url("\(bits).safetensors"))
      #expect(checkpoint.network.layers.map(\.trainedWeightBits) == recorded)
      let exported = try halfword("export", "\(bits).safetensors", "-o", "b.hwm")
      #expect(exported.status == 0, "\(exported.errors)")
      let result = try halfword("check", "b.hwm", "--against", "\(bits).safetensors")
      #expect(result.status == 0, "\(result.errors)")
    }
  }

  /// Training by a teacher's answers, two epochs on the same pictures, goes on where it was; labels give another network.
  @Test func aTeacherTakesThePlaceOfLabels() throws {
    let options = ["train", "--network", "64 relu:8 softmax:10", "--quiet", "--redraw", "2"]
    let taught = options + ["--teacher", "a.safetensors"]
    for (name, arguments, epochs) in [
      ("whole", taught, "5"), ("parts", taught, "1"), ("parts", taught + ["--resume"], "5"),
      ("labels", options, "5"), ("cold", taught + ["--temperature", "1"], "5"),
    ] {
      let trained = try halfword.run(
        arguments + ["--schedule", "constant", "--epochs", epochs, "-o", "\(name).safetensors"]
      )
      #expect(trained.status == 0, "\(trained.errors)")
    }
    let whole = try Checkpoint(contentsOf: halfword.url("whole.safetensors"))
    #expect(try whole == Checkpoint(contentsOf: halfword.url("parts.safetensors")))
    for name in ["labels", "cold"] {
      let other = try Checkpoint(contentsOf: halfword.url("\(name).safetensors"))
      #expect(other.network != whole.network)
    }
    let refused = try halfword.run([
      "train", "--network", "256 relu:8 softmax:10", "--teacher", "a.safetensors", "-o", "x",
    ])
    #expect(
      refused.status == 1 && refused.errors.hasPrefix("Error: a.safetensors: the samples have")
    )
  }

  @Test func fineTuningBeginsWithACheckpointAndIsExportedAsUsual() throws {
    let options = [
      "train", "--from", "a.safetensors", "--epochs", "1", "--learning-rate", "0.0001", "--quiet",
    ]
    for (format, weights) in [("q8.8", "q8.8"), ("fitted", "auto"), ("8", "auto")] {
      let tuned = try halfword.run(
        options + ["--quantize-aware", format, "-o", "\(format).safetensors"]
      )
      #expect(tuned.status == 0, "\(tuned.errors)")
      #expect(tuned.output.contains("Trained 64 maxout:12x2 dropout:0.25 softmax:10"))
      let exported = try halfword(
        "export",
        "\(format).safetensors",
        "-o",
        "b.hwm",
        "--weights",
        weights
      )
      #expect(exported.status == 0, "\(exported.errors)")
      let result = try halfword("check", "b.hwm", "--against", "\(format).safetensors")
      #expect(result.status == 0, "\(result.errors)")
    }
    #expect(try halfword.bytes("q8.8.safetensors") != halfword.bytes("fitted.safetensors"))
  }

  @Test func aBoxOfInputsIsReadFromAFile() throws {
    let lines = Array(repeating: "0,1", count: 64).joined(separator: "\n")
    try halfword.write(Data(lines.utf8), to: "box")
    let result = try halfword("export", "a.safetensors", "-o", "b.hwm", "--input-box", "box")
    #expect(result.output.contains("for every input inside the ranges of box"))
    for (text, words) in [("0,1", "has 1 lines"), (lines + "x", "line 64, \"0,1x\", is not two")] {
      try halfword.write(Data(text.utf8), to: "bad")
      let bad = try halfword("export", "a.safetensors", "-o", "c.hwm", "--input-box", "bad")
      #expect(bad.status == 1 && bad.errors.contains(words), "\(bad.errors)")
    }
  }

  @Test func runAnswersPicturesAndValues() throws {
    #expect(try halfword("digits", "pictures", "--count", "2").status == 0)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: halfword.url("pictures").path
    ).sorted()
    #expect(names == ["test-0000-is-4.png", "test-0001-is-9.png"])
    let result = try halfword.run(["run", "a.hwm"] + names.map { "pictures/\($0)" })
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").count == 2 * 11)
    #expect(result.output.contains("▶") && result.output.contains("█"))
    let zeros = Array(repeating: "0", count: 64).joined(separator: ",")
    #expect(try halfword("run", "a.hwm", "--values=\(zeros)").status == 0)
  }

  @Test func samplesAndShowCoverTheTestSplit() throws {
    #expect(try halfword("samples", "a.hwm", "--count", "5", "-o", "s.h").status == 0)
    let header = String(decoding: try halfword.bytes("s.h"), as: UTF8.self)
    #expect(header.contains("#define S_COUNT 5\n"))
    let shown = try halfword("show", "a.hwm", "--against", "a.safetensors", "--count", "7")
    #expect(shown.status == 0)
    #expect(shown.output.components(separatedBy: "float ").count == 8)
  }

  @Test func theTutorialsNetworkRunsFromTheCommandLine() throws {
    let layer = { (weights: [Float], biases: [Float]) in
      try NetworkLayer(
        inputCount: 2,
        unitCount: 2,
        activation: .sigmoid,
        weights: weights,
        biases: biases
      )
    }
    let network = try Network(layers: [
      layer([1, -2, -1, 1], [1, 0]), layer([2, -1, -2, -1], [0, 0]),
      layer([3, -1, -1, 4], [-2, 2]),
    ])
    try Checkpoint(network: network).write(to: halfword.url("tutorial.safetensors"))
    #expect(try halfword("export", "tutorial.safetensors", "-o", "tutorial.hwm").status == 0)
    let result = try halfword("run", "tutorial.hwm", "--values=1,-1")
    #expect(result.output.contains("0    0.617") && result.output.contains("1    0.828"))
  }
}
