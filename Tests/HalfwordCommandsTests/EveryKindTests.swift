import FloatNetwork
import Foundation
import Testing

/// Every command with every kind of network and of data: it does its work, or says in one line why not.
@Suite struct EveryKindTests {
  let halfword: Halfword

  init() throws {
    halfword = try Halfword()
    for (name, text) in Self.tables { try halfword.write(Data(text.utf8), to: name) }
  }

  /// Four inputs and what follows them.
  private static let tables: [(String, String)] = [
    ("classes.csv", rows { "\($0 % 3)" }),
    ("missing.csv", rows { _ in "1" }),
    ("binary.csv", rows { "\($0 % 2)" }),
    ("values.csv", rows { "\(Double($0) / 7)" }),
    ("two.csv", rows { "\(Double($0) / 7),\(-Double($0))" }),
    ("names.csv", rows { $0 % 2 == 0 ? "cat" : "dog" }),
    ("unlabelled.csv", rows { _ in "" }),
    ("one.csv", "0.5,1,2,-1,1\n"),
    ("empty.csv", ""),
    ("wrong.csv", "1,2\n3,4\n"),
  ]

  /// Twelve rows.
  private static func rows(_ end: (Int) -> String) -> String {
    (0..<12).map { index in
      let inputs = (0..<4).map { "\(Double((index * 7 + $0 * 5) % 11) / 4 - 1)" }
      let end = end(index)
      return (inputs + (end.isEmpty ? [] : [end])).joined(separator: ",")
    }.joined(separator: "\n") + "\n"
  }

  private static let networks: [(name: String, activation: Activation, outputs: Int)] = [
    ("oneValue", .linear, 1), ("oneSigmoid", .sigmoid, 1), ("values", .linear, 3),
    ("classes", .softmax, 3), ("sigmoids", .sigmoid, 3), ("rectified", .relu, 2),
    ("maximum", .maxout(pieces: 2), 2), ("tangents", .tanh, 2),
  ]

  private func write(_ name: String, _ activation: Activation, outputs: Int) throws {
    let rows = outputs * activation.pieces
    func weights(_ count: Int, _ seed: Int) -> [Float] {
      (0..<count).map { Float(($0 * 29 + seed) % 17) / 8 - 1 }
    }
    let network = try Network(layers: [
      NetworkLayer(
        inputCount: 4,
        unitCount: 5,
        activation: .relu,
        weights: weights(20, 3),
        biases: weights(5, 1)
      ),
      NetworkLayer(
        inputCount: 5,
        unitCount: outputs,
        activation: activation,
        weights: weights(5 * rows, 7),
        biases: weights(rows, 2)
      ),
    ])
    try Checkpoint(network: network).write(to: halfword.url("\(name).safetensors"))
  }

  @Test(arguments: networks.indices)
  func everyCommandAnswersEveryNetworkAndTable(index: Int) throws {
    let (name, activation, outputs) = Self.networks[index]
    try write(name, activation, outputs: outputs)
    let (source, image) = ("\(name).safetensors", "\(name).hwm")
    try expectSuccess(["export", source, "-o", image])
    try expectSuccess(["inspect", image])
    try expectSuccess(["run", image, "--values", "-1,0.5,2,3"])
    // Every pair of a kind of network and a kind of table would take minutes: two networks meet all of them, the
    // others a third each.
    let meetsAll = ["classes", "oneValue"].contains(name)
    for (place, (table, _)) in Self.tables.enumerated()
    where meetsAll || (index + place).isMultiple(of: 3) {
      let data = ["--data", table, "--test-data", table]
      let both = [image, "--against", source] + data
      try expectAnswer(["check"] + both)
      try expectAnswer(["explain"] + both)
      try expectAnswer(["show"] + both)
      try expectAnswer(["samples", "-o", "s.h", "--vectors", "s.hwv"] + both)
      try expectAnswer(["report", "--html", "r.html", "--json", "r.json"] + both)
      try expectAnswer(["export", source, "-o", "t.hwm", "--samples"] + data)
      try expectAnswer(["deploy", source, "--data", table, "-o", "out"])
    }
  }

  private func expectSuccess(_ arguments: [String]) throws {
    let result = try halfword.run(arguments)
    #expect(result.status == 0, "\(arguments): \(result.errors)")
  }

  /// Status 0, or status 1 and one line that begins with "Error: ".
  private func expectAnswer(_ arguments: [String]) throws {
    let result = try halfword.run(arguments)
    #expect(!result.crashed, "\(arguments): \(result.errors)")
    if result.status == 0 {
      #expect(result.errors.isEmpty, "\(arguments): \(result.errors)")
    } else {
      #expect(result.status == 1, "\(arguments): \(result.errors)")
      #expect(result.errors.hasPrefix("Error: "), "\(arguments): \(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1, "\(arguments): \(result.errors)")
    }
  }

  /// What a network does with the table that is made for it.
  @Test func eachKindOfNetworkIsJudgedByWhatItIsFor() throws {
    for (name, table, words) in [
      ("oneValue", "values.csv", "the answer is the outputs' values"),
      ("oneSigmoid", "binary.csv", "the answer is each output against 0.5"),
      ("classes", "classes.csv", "the answer is the class with the largest output"),
      ("values", "unlabelled.csv", "the answer is the outputs' values"),
    ] {
      let network = try #require(Self.networks.first { $0.name == name })
      try write(name, network.activation, outputs: network.outputs)
      let result = try halfword("deploy", "\(name).safetensors", "--data", table, "-o", name)
      #expect(result.output.contains(words), "\(name): \(result.output) \(result.errors)")
    }
  }

  @Test func negativeValuesNeedNoEqualsSignAndTwoDashesEndTheOptions() throws {
    try write("classes", .softmax, outputs: 3)
    let data = ["--data", "unlabelled.csv", "-o", "out", "--max-error", "100%"]
    try expectSuccess(["deploy", "classes.safetensors", "--input-range", "-1,2"] + data)
    try expectSuccess([
      "export", "--input-range", "-1,2", "-o", "a.hwm", "--", "classes.safetensors",
    ])
    let absent = try halfword("run", "a.hwm", "--", "-x.png")
    #expect(absent.status == 1 && absent.errors.hasPrefix("Error: -x.png: "))
  }

  @Test func noCommandReplacesWhatItReads() throws {
    try write("a", .softmax, outputs: 3)
    try expectSuccess(["export", "a.safetensors", "-o", "a.hwm"])
    try FileManager.default.createSymbolicLink(
      atPath: halfword.url("link").path,
      withDestinationPath: halfword.url("a.safetensors").path
    )
    let both = ["a.hwm", "--against", "a.safetensors", "--data", "classes.csv"]
    let before = try halfword.names().sorted().map { try halfword.bytes($0) }
    for arguments in [
      ["import", "a.safetensors", "-o", "./a.safetensors"],
      ["export", "a.safetensors", "-o", "link"],
      ["export", "a.safetensors", "-o", "x.hwm", "--c-header", "x.hwm"],
      [
        "export", "a.safetensors", "-o", "x.hwm", "--samples", "--data", "classes.csv", "--onnx",
        "classes.csv",
      ],
      ["report", "--html", "classes.csv"] + both, ["report", "--json", "a.hwm"] + both,
      ["samples", "-o", "a.safetensors"] + both, ["explain", "--traces", "a.hwm"] + both,
      ["deploy", "a.safetensors", "--data", "classes.csv", "-o", "."],
      ["deploy", "./link", "--data", "classes.csv", "-o", ".", "--name", "a"],
    ] {
      let result = try halfword.run(arguments)
      #expect(result.status == 1 && !result.crashed, "\(arguments)")
      #expect(
        result.errors.contains("would be replaced") || result.errors.contains("written twice"),
        "\(arguments): \(result.errors)"
      )
    }
    #expect(try halfword.names().sorted().map { try halfword.bytes($0) } == before)
  }
}
