import Testing

@testable import FloatNetwork

@Suite struct NetworkDescriptionTests {
  @Test func theLineGivesTheLayers() throws {
    let line = "256 maxout:64x2 dropout:0.5 relu:32 softmax:10"
    let description = try NetworkDescription(parsing: line)
    #expect(description.inputCount == 256)
    #expect(
      description.layers == [
        .init(activation: .maxout(pieces: 2), unitCount: 64),
        .init(activation: .relu, unitCount: 32, inputDropout: 0.5),
        .init(activation: .softmax, unitCount: 10),
      ]
    )
    #expect("\(description)" == line)
  }

  @Test(arguments: [
    "1 linear:1", "256 dropout:0.2 sigmoid:30 dropout:0.5 tanh:4", "65535 maxout:3x255 softmax:2",
    "784   relu:5\tsoftmax:10",
  ])
  func aLineReadsBackToItself(_ line: String) throws {
    let description = try NetworkDescription(parsing: line)
    #expect(try NetworkDescription(parsing: "\(description)") == description)
  }

  @Test(arguments: [
    ("", ""), ("   ", ""), ("256", "256"), ("zero relu:3", "zero"), ("0 relu:3", "0"),
    ("-5 relu:3", "-5"), ("65536 relu:3", "65536"), ("4 reul:3", "reul:3"), ("4 relu", "relu"),
    ("4 relu:", "relu:"), ("4 relu:x", "relu:x"), ("4 relu:0", "relu:0"),
    ("4 relu:3 maxout:3", "maxout:3"), ("4 maxout:3x1", "maxout:3x1"),
    ("4 maxout:3x256", "maxout:3x256"), ("4 maxout:40000x2", "maxout:40000x2"),
    ("4 maxout:3x2x2", "maxout:3x2x2"), ("4 dropout:1 relu:2", "dropout:1"),
    ("4 dropout:-0.1 relu:2", "dropout:-0.1"), ("4 dropout:nan relu:2", "dropout:nan"),
    ("4 dropout:0.5 dropout:0.5 relu:2", "dropout:0.5"), ("4 relu:2 dropout:0.5", "dropout:0.5"),
    ("4 relu:99999999999999999999", "relu:99999999999999999999"),
  ])
  func aBadLineGetsAnErrorThatPointsAtTheWord(_ line: String, _ word: String) throws {
    let error = try #require(throws: NetworkDescriptionError.self) {
      try NetworkDescription(parsing: line)
    }
    #expect(error.word == word)
    let start = line.index(line.startIndex, offsetBy: error.column)
    #expect(line[start...].hasPrefix(word))
    let lines = "\(error)".split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3)
    #expect(
      lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) }
        == error.column + 2
    )
  }

  @Test func theSecondOfTwoEqualWordsIsTheOnePointedAt() throws {
    let error = try #require(throws: NetworkDescriptionError.self) {
      try NetworkDescription(parsing: "4 dropout:0.5 dropout:0.5 relu:2")
    }
    #expect(error.column == 14)
  }
}
