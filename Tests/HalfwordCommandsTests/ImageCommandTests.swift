import Foundation
import Testing

/// What can be made of an image, and what programs are told of it: `source`, `inspect --json`, `check --table`.
@Suite struct ImageCommandTests {
  let halfword: Halfword

  init() throws {
    halfword = try Halfword()
    try halfword.trainDigits("64 relu:6 softmax:10", epochs: 3)
    let exported = try halfword(
      "export",
      "a.safetensors",
      "-o",
      "a.hwm",
      "--c-header",
      "library.h",
      "--c-source",
      "export.c",
      "--name",
      "a"
    )
    try #require(exported.status == 0, "\(exported.errors)")
  }

  /// The lines of a C file but for comments, which say how the model came about.
  private func code(_ file: String) throws -> [Substring] {
    String(decoding: try halfword.bytes(file), as: UTF8.self)
      .split(separator: "\n")
      .filter { !$0.hasPrefix(" *") && !$0.contains("/*") && !$0.contains("#include") }
  }

  @Test func theCOfAnImageIsThatOfItsExport() throws {
    let files = ["--c-header", "again.h", "--c-source", "image.c", "--name", "a"]
    let result = try halfword.run(["source", "a.hwm", "--against", "a.safetensors"] + files)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try code("library.h") == code("again.h"))
    #expect(try code("export.c") == code("image.c"))
    #expect(try code("image.c").count > 50)
  }

  @Test func anImageAloneBecomesC() throws {
    let result = try halfword("source", "a.hwm", "--c-header", "alone.h", "--name", "a")
    #expect(result.status == 0, "\(result.errors)")
    // All but the names of the classes, which the image does not have.
    let (alone, all) = (try code("alone.h"), try code("library.h"))
    let names = try #require(all.firstIndex { $0.hasPrefix("#define A_CLASS_NAMES") })
    #expect(alone == Array(all[..<names] + all[(names + 12)...]))
  }

  @Test func sourceSaysWhatItNeeds() throws {
    let nothing = try halfword("source", "a.hwm")
    #expect(
      nothing.status != 0 && nothing.errors.contains("give --c-header, --c-source or --project")
    )
    let own = try halfword("source", "a.hwm", "--c-header", "a.hwm")
    #expect(own.status != 0 && own.errors.contains("a.hwm"))
    let absent = try halfword("source", "b.hwm", "--c-header", "b.h")
    #expect(absent.status != 0 && absent.errors.contains("b.hwm"))
  }

  @Test func anImageIsDescribedForPrograms() throws {
    let result = try halfword("inspect", "a.hwm", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let facts = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    )
    #expect(facts["inputCount"] as? Int == 64 && facts["outputCount"] as? Int == 10)
    #expect((facts["inputExponents"] as? [Int])?.count == 64)
    #expect(facts["imageBytes"] as? Int == (try halfword.bytes("a.hwm")).count)
    #expect(
      facts["answer"] as? String == "largest" && facts["lastActivation"] as? String == "softmax"
    )
    #expect((facts["layers"] as? [[String: Any]])?.map { $0["macs"] as? Int } == [384, 60])
  }

  @Test func everySampleHasALineInTheTable() throws {
    let result = try halfword("check", "a.hwm", "--against", "a.safetensors", "--table", "t.csv")
    #expect(result.output.contains("KEPT"), "\(result.errors)")
    let lines = String(decoding: try halfword.bytes("t.csv"), as: UTF8.self).split(separator: "\n")
    let names = lines[0].split(separator: ",")
    #expect(names.prefix(5) == ["sample", "label", "float_answer", "fixed_answer", "changed"])
    #expect(lines.count == 360 && names.count == 29)
    var changed = 0
    for (number, line) in lines.dropFirst().enumerated() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      #expect(fields.count == 29 && fields[0] == "\(number)")
      let outputs = fields[9...].compactMap { Double($0) }
      #expect(outputs.count == 20)
      // A softmax's words sum to 256, and an error is no larger than the largest.
      #expect(outputs[10...].reduce(0, +) == 1)
      let largest = zip(outputs[..<10], outputs[10...]).map { abs($0 - $1) }.max() ?? 0
      #expect(abs(largest - (Double(fields[7]) ?? .nan)) < 1e-12)
      #expect((fields[2] != fields[3]) == (fields[4] == "1"))
      if fields[4] == "1" { changed += 1 }
    }
    let kept = String(format: "%.2f", 100 * Double(359 - changed) / 359)
    #expect(result.output.contains("Answers kept: \(kept) %"))
    let own = try halfword("check", "a.hwm", "--against", "a.safetensors", "--table", "a.hwm")
    #expect(own.status != 0)
  }
}
