import FloatNetwork
import ONNX
import ONNXSchema
import Testing

/// A graph that computes on whole numbers or truth values is no network, and is refused rather than misread.
@Suite struct ElementTypeTests {
  /// y = x·w, x being of a type that is cast to float32 first, or not.
  private func model(of type: Int32, isCast: Bool) throws -> ImportedModel {
    var builder = GraphBuilder(input: [nil, 2])
    builder.model.graph.input[0].type.tensorType.elemType = type
    builder.constant("w", [2, 1], [3, 4])
    builder.node("Flatten", "x > f")
    if isCast { builder.node("Cast", "f > c", .int("to", 1)) }
    builder.node("MatMul", "\(isCast ? "c" : "f") w > y")
    return try ImportedModel(decoding: builder.bytes())
  }

  @Test(arguments: [(2, "uint8"), (3, "int8"), (6, "int32"), (7, "int64"), (9, "bool")])
  func computingOnWholeNumbersIsRefused(_ type: Int32, _ name: String) throws {
    let error = #expect(throws: ONNXError.self) { try model(of: type, isCast: false) }
    let line = "\(try #require(error))"
    #expect(line.contains("computes on \"f\", whose elements are of type \(name)"), "\(line)")
    #expect(line.contains("cast its input to float32"), "\(line)")
  }

  @Test(arguments: [2, 3, 4, 5, 6, 7, 9, 12, 13] as [Int32])
  func wholeNumbersThatAreCastAtOnceAreRead(_ type: Int32) throws {
    let model = try model(of: type, isCast: true)
    #expect(model.network.layers[0].weights == [3, 4])
    #expect(model.remarks.contains { $0.contains("casts to a float type") }, "\(model.remarks)")
  }

  @Test(arguments: [1, 10, 11, 16] as [Int32]) func everyFloatTypeIsRead(_ type: Int32) throws {
    #expect(try model(of: type, isCast: false).remarks.isEmpty)
  }

  @Test(arguments: [8, 14, 17, 99] as [Int32]) func inputsThatAreNoNumbersAreRefused(
    _ type: Int32
  ) throws {
    let error = #expect(throws: ONNXError.self) { try model(of: type, isCast: true) }
    #expect("\(try #require(error))".contains("are no numbers that are read"))
  }

  @Test func anOutputOfWholeNumbersIsRefused() throws {
    var builder = GraphBuilder(input: [nil, 2])
    builder.model.graph.input[0].type.tensorType.elemType = 6
    builder.node("Identity", "x > y")
    let error = #expect(throws: ONNXError.self) { try ImportedModel(decoding: builder.bytes()) }
    #expect("\(try #require(error))".contains("the output \"y\" has elements of type int32"))
  }

  @Test(
    .enabled(if: SharedCases.areThere),
    arguments: [
      ("int_div.onnx", "int32"), ("uint8_add.onnx", "uint8"),
    ]
  ) func sharedCasesAreRefused(_ file: String, _ type: String) throws {
    let error = #expect(throws: (any Error).self) {
      try ImportedModel(contentsOfFile: SharedCases.path(file))
    }
    let line = "\(try #require(error))"
    #expect(line.contains("of type \(type)") && line.contains("real numbers"), "\(line)")
  }
}
