import FloatNetwork
import Foundation
import Testing

/// Whatever is wrong gives one clear line, an exit status other than 0, and no file.
@Suite struct RefusalTests {
  let halfword: Halfword

  init() throws { halfword = try Halfword() }

  private func writeCheckpoint(_ name: String, weights: [Float], activation: Activation = .linear)
    throws
  {
    let layer = try NetworkLayer(
      inputCount: 2,
      unitCount: 2,
      activation: activation,
      weights: weights,
      biases: [0, 0]
    )
    try Checkpoint(network: Network(layers: [layer])).write(to: halfword.url(name))
  }

  /// The line that was printed.
  private func refusal(_ arguments: [String], status: Int32 = 1) throws -> String {
    let before = try halfword.names()
    let result = try halfword.run(arguments)
    #expect(!result.crashed && result.status == status, "\(arguments): \(result.errors)")
    #expect(result.errors.hasPrefix("Error: "))
    if status == 1 {
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }
    #expect(try halfword.names() == before)
    return result.errors
  }

  @Test func usageIsStatus64() throws {
    for arguments in [
      ["train"], ["frobnicate"], ["export", "a", "--frobnicate"], ["run", "a.hwm"],
      ["train", "--epochs", "many", "-o", "x"], ["train", "--optimizer", "magic", "-o", "x"],
      ["check", "a.hwm", "--against", "b", "--min-accuracy", "-1"],
      ["run", "a.hwm", "--values=1,x"], ["digits", "d", "--count", "0"],
    ] { _ = try refusal(arguments, status: 64) }
    #expect(try halfword("--help").status == 0)
    #expect(try halfword("--version").output == "0.1.0\n")
  }

  @Test func aBadNetworkPointsAtTheWord() throws {
    let result = try halfword("train", "--network", "256 relu:3 sofmax:10", "-o", "x")
    #expect(result.status == 1)
    let lines = result.errors.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].contains("unknown layer \"sofmax\""))
    #expect(lines[1] == "  256 relu:3 sofmax:10")
    #expect(lines[2] == "             ^~~~~~~~~")
  }

  @Test(arguments: [
    ("200 relu:3 softmax:10", "no square"), ("256 relu:3 softmax:9", "10 classes"),
    ("256 relu:3 linear:10", "cross-entropy needs a softmax"),
  ])
  func aNetworkThatDoesNotFitTheDataIsRefused(_ network: String, _ words: String) throws {
    #expect(try refusal(["train", "--network", network, "-o", "x"]).contains(words))
  }

  @Test func impossibleBitsOfWeightsAreRefused() throws {
    for bits in ["5", "4,,8", "4,8,q8.8", "0", ""] {
      let words = try refusal(["train", "--quantize-aware", bits, "-o", "x"], status: 64)
      #expect(words.contains("'--quantize-aware <bits,...|fitted|q8.8>'"))
    }
    #expect(
      try refusal([
        "train", "--network", "64 relu:3 softmax:10", "--quantize-aware", "4,8,4", "-o", "x",
      ]) == "Error: the number of layers with bits for their weights must be 2, not 3\n"
    )
  }

  @Test func missingFilesAreNamed() throws {
    try writeCheckpoint("a.safetensors", weights: [1, 2, 3, 4])
    #expect(try halfword("export", "a.safetensors", "-o", "a.hwm").status == 0)
    for arguments in [
      ["export", "absent", "-o", "x"], ["check", "absent", "--against", "a.safetensors"],
      ["check", "a.hwm", "--against", "absent"], ["inspect", "absent"],
      ["run", "absent", "x.png"], ["run", "a.hwm", "absent"], ["samples", "absent", "-o", "x.h"],
      ["train", "--data", "absent", "-o", "x"],
    ] { #expect(try refusal(arguments).contains("absent: ")) }
    for arguments in [
      ["train", "-o", "no/x"], ["export", "a.safetensors", "-o", "no/x"],
      ["export", "a.safetensors", "-o", "x", "--c-header", "no/x.h"],
    ] { #expect(try refusal(arguments).contains("there is no folder")) }
  }

  @Test func foreignAndTruncatedFilesAreNamed() throws {
    try writeCheckpoint("a.safetensors", weights: [1, 2, 3, 4])
    #expect(try halfword("export", "a.safetensors", "-o", "a.hwm").status == 0)
    #expect(try halfword("digits", "d", "--count", "1").status == 0)
    let image = try halfword.bytes("a.hwm")
    let checkpoint = try halfword.bytes("a.safetensors")
    let picture = try halfword.bytes("d/test-0000-is-4.png")
    try halfword.write(
      Data(
        "no model at all, but some text of more than sixty-four bytes".utf8
          + [UInt8](repeating: 0, count: 64)
      ),
      to: "foreign"
    )
    try halfword.write(image.dropLast(), to: "short.hwm")
    try halfword.write(checkpoint.dropLast(), to: "short.safetensors")
    try halfword.write(picture.dropLast(9), to: "short.png")
    for (arguments, words) in [
      (["export", "foreign", "-o", "x"], "foreign: not a safetensors file"),
      (["export", "short.safetensors", "-o", "x"], "short.safetensors: truncated"),
      (["inspect", "foreign"], "foreign: not a Halfword image"),
      (["inspect", "short.hwm"], "short.hwm: the image is truncated (HALFWORD_TRUNCATED)"),
      (["run", "a.hwm", "foreign"], "foreign: is no PNG file"),
      (["run", "a.hwm", "short.png"], "short.png: breaks off"),
      (["run", "a.hwm", "--values=1"], "takes 2 values, not 1"),
      (["run", "a.hwm", "d/test-0000-is-4.png"], "2 inputs are no square"),
      (["inspect", "/dev/zero"], "/dev/zero: is larger than the limit"),
    ] { #expect(try refusal(arguments).contains(words)) }
  }

  @Test func foreignAndTruncatedIDXFilesAreNamed() throws {
    let folder = halfword.url("idx")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let train = ["train", "--data", "idx", "--network", "4 softmax:2", "-o", "x"]
    #expect(try refusal(train).contains("idx: has no file train-images-idx3-ubyte"))
    let images = Data([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 9, 9, 9, 9, 0, 0, 0, 0])
    let labels = Data([0, 0, 8, 1, 0, 0, 0, 2, 0, 1])
    for split in ["train", "t10k"] {
      try images.write(to: folder.appending(path: "\(split)-images-idx3-ubyte"))
      try labels.write(to: folder.appending(path: "\(split)-labels-idx1-ubyte"))
    }
    #expect(try halfword.run(train + ["--epochs", "1"]).status == 0)
    try FileManager.default.removeItem(at: halfword.url("x"))
    let file = folder.appending(path: "train-images-idx3-ubyte")
    for (bytes, words) in [
      (images.dropLast(), "is truncated: 7 of 8 values"), (images + [1], "has 1 bytes behind"),
      (Data("GIF89a".utf8), "is no IDX file"), (Data(), "is truncated"),
      (Data([0x1F, 0x8B, 8]), "gzip stream breaks off"),
      (Data([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 9, 9, 9, 9]), "1 images for the 2"),
    ] {
      try bytes.write(to: file)
      let line = try refusal(train)
      #expect(line.contains("idx/train-images-idx3-ubyte") && line.contains(words), "\(line)")
    }
  }

  @Test func aWeightThatDoesNotFitIsNamedUnlessSaturated() throws {
    try writeCheckpoint("a.safetensors", weights: [1, 2, 300, -500])
    let plain = ["export", "a.safetensors", "-o", "x.hwm", "--weights", "q8.8"]
    let line = try refusal(plain + ["--c-header", "x.h"])
    #expect(line.contains("layer 1, weight [1, 0] is 300.0") && line.contains("1 more"))
    let result = try halfword.run(plain + ["--saturate"])
    #expect(result.status == 0)
    #expect(result.output.contains("2 weights or biases did not fit"))
    // Fitted numbers hold them.
    #expect(try halfword("export", "a.safetensors", "-o", "x.hwm").status == 0)
  }

  @Test func aWeightThatIsNoNumberIsNamed() throws {
    try writeCheckpoint("a.safetensors", weights: [1, 2, 3, .nan])
    for saturate in [[], ["--saturate"]] {
      let line = try refusal(["export", "a.safetensors", "-o", "x.hwm"] + saturate)
      #expect(line.contains("a.safetensors: tensor \"layer1.weight\" holds nan at index 3"))
    }
  }

  @Test func aFailureLeavesWhatWasThere() throws {
    try halfword.write(Data("precious".utf8), to: "x.hwm")
    try writeCheckpoint("a.safetensors", weights: [1, 2, 3, 999])
    _ = try refusal(["export", "a.safetensors", "-o", "x.hwm", "--weights", "q8.8"])
    #expect(try halfword.bytes("x.hwm") == Data("precious".utf8))
    let full = try refusal(["export", "a.safetensors", "--saturate", "-o", "/dev/full"])
    #expect(full.contains("/dev/full: cannot be written: No space left on device"))
  }

  @Test func trainingThatDivergesSaysWhereAndWritesNothing() throws {
    let line = try refusal([
      "train", "--network", "64 relu:4 linear:10", "--cost", "squared-error", "--optimizer", "sgd",
      "--learning-rate", "1e20", "--epochs", "3", "-o", "x", "--quiet",
    ])
    #expect(line.contains("training diverged in epoch 1, batch"))
  }

  @Test func anImageOfAnotherNetworkIsNotCompared() throws {
    try writeCheckpoint("a.safetensors", weights: [1, 2, 3, 4])
    #expect(try halfword("export", "a.safetensors", "-o", "a.hwm").status == 0)
    #expect(
      try halfword("train", "-o", "b.safetensors", "--epochs", "0", "--network", "64 softmax:10")
        .status == 0
    )
    let line = try refusal(["check", "a.hwm", "--against", "b.safetensors"])
    #expect(line.contains("not of the same network"))
  }
}
