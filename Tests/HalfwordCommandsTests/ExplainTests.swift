import FloatNetwork
import Foundation
import Testing

/// What a user is told about where numbers part, and the report of an export.
@Suite struct ExplainTests {
  let halfword: Halfword

  init() throws {
    halfword = try Halfword()
    try halfword.trainDigits("64 relu:6 softmax:10", epochs: 3)
    try #require(try halfword("export", "a.safetensors", "-o", "a.hwm").status == 0)
  }

  private static let headers = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/CHalfword/include").path

  /// Builds a shared library from C.
  private func library(_ name: String, _ source: String) throws {
    try halfword.write(Data(source.utf8), to: "\(name).c")
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = [
      "cc", "-shared", "-fPIC", "-Wall", "-Werror", "-I", Self.headers, "-o",
      halfword.url("\(name).so").path,
      halfword.url("\(name).c").path,
    ]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
  }

  @Test func explainSplitsErrorsAndLooksIntoASample() throws {
    let result = try halfword(
      "explain",
      "a.hwm",
      "--against",
      "a.safetensors",
      "--sample",
      "3",
      "--traces",
      "t.csv"
    )
    #expect(result.status == 0, "\(result.errors)")
    for words in [
      "the parts add up", "Sample 3 (", "Layer 1, relu", "Layer 2, softmax",
      "Its largest products of",
    ] { #expect(result.output.contains(words), "\(words)") }
    let lines = String(decoding: try halfword.bytes("t.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines[0] == "layer,unit,float64,host" && lines.count == 1 + 6 + 10)
    let absent = try halfword(
      "explain",
      "a.hwm",
      "--against",
      "a.safetensors",
      "--sample",
      "359"
    )
    #expect(absent.status == 1 && absent.errors.contains("has samples 0 to 358"))
  }

  @Test func explainNamesWhereALibraryParts() throws {
    // It gives 1 for every unit, whatever the model.
    try library(
      "ones",
      """
      #include "halfword.h"
      #include <string.h>
      static uint32_t word(const halfword_model *m, int at) {
        uint32_t value; memcpy(&value, (const char *)m->image + at, 4); return value;
      }
      uint32_t halfword_abi_version(void) { return HALFWORD_ABI_VERSION; }
      halfword_status halfword_open(halfword_model *m, const void *image, uint32_t size) {
        m->image = image; m->size = size; return 0;
      }
      halfword_status halfword_verify(const halfword_model *m) { return (void)m, 0; }
      uint32_t halfword_input_count(const halfword_model *m) { return word(m, 24); }
      uint32_t halfword_output_count(const halfword_model *m) { return word(m, 28); }
      uint32_t halfword_layer_count(const halfword_model *m) { return word(m, 32); }
      uint32_t halfword_workspace_size(const halfword_model *m) { return (void)m, 0; }
      halfword_status halfword_run(const halfword_model *m, const int16_t *input, uint32_t inputs,
                                   int16_t *output, uint32_t count, void *workspace, uint32_t size) {
        (void)m, (void)input, (void)inputs, (void)workspace, (void)size;
        for (uint32_t i = 0; i < count; i++) output[i] = 1;
        return 0;
      }
      halfword_status halfword_classify(const halfword_model *m, const int16_t *input,
                                        uint32_t inputs, int16_t *output, uint32_t count,
                                        void *workspace, uint32_t size, uint32_t *index) {
        *index = 0;
        return halfword_run(m, input, inputs, output, count, workspace, size);
      }
      """
    )
    let result = try halfword(
      "explain",
      "a.hwm",
      "--against",
      "a.safetensors",
      "--library",
      "ones.so",
      "--traces",
      "t.csv"
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output.contains(
        /The target parts from the definition of the numbers in layer 1, unit \d: it gives 1, right is/
      )
    )
    let lines = String(decoding: try halfword.bytes("t.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines[0] == "layer,unit,float64,host,target" && lines[1].hasSuffix(",1"))

    try library("lacking", "int halfword_open(void) { return 0; }")
    let lacking = try halfword(
      "explain",
      "a.hwm",
      "--against",
      "a.safetensors",
      "--library",
      "lacking.so"
    )
    #expect(lacking.status == 1)
    #expect(lacking.errors.contains("has no function halfword_abi_version"))
  }

  @Test func explainReadsWhatATargetPrints() throws {
    let traced = try halfword(
      "explain",
      "a.hwm",
      "--against",
      "a.safetensors",
      "--sample",
      "0",
      "--traces",
      "t.csv"
    )
    #expect(traced.status == 0)
    let host = String(decoding: try halfword.bytes("t.csv"), as: UTF8.self)
      .split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",") }.map { "\($0[0]),\($0[1]),\($0[3])" }
    try halfword.write(Data(host.joined(separator: "\n").utf8), to: "target")
    let same = try halfword(
      "explain",
      "a.hwm",
      "--against",
      "a.safetensors",
      "--sample",
      "0",
      "--target-trace",
      "target"
    )
    #expect(same.output.contains("The target gives the same bits in all 16 units."))
    try halfword.write(Data(host.dropLast().joined(separator: "\n").utf8), to: "target")
    let short = try halfword(
      "explain",
      "a.hwm",
      "--against",
      "a.safetensors",
      "--sample",
      "0",
      "--target-trace",
      "target"
    )
    #expect(short.status == 1)
    #expect(short.errors.contains("target: no line tells what layer 2, unit 9 gives"))
  }

  @Test func theReportIsOnePageAndJSON() throws {
    let options = ["report", "a.hwm", "--against", "a.safetensors"]
    let result = try halfword.run(options + ["--html", "r.html", "--json", "r.json"])
    #expect(result.status == 0, "\(result.errors)")
    let page = String(decoding: try halfword.bytes("r.html"), as: UTF8.self)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("viewBox=\"0 0 8 8\""))
    #expect(page.contains("<title>layer 1, dense, 12 bytes, until layer 2 has run</title>"))
    #expect(page.contains("id=\"live\""))
    // Nothing from elsewhere.
    for words in ["http:", "https:", "src=", "url("] {
      #expect(!page.contains(words), "\(words)")
    }
    let report = try #require(
      JSONSerialization.jsonObject(with: try halfword.bytes("r.json")) as? [String: Any]
    )
    let layers = try #require(report["layers"] as? [[String: Any]])
    #expect(layers.map { $0["macs"] as? Int } == [64 * 6, 6 * 10])
    #expect((report["memory"] as? [String: Any])?["peakLayer"] as? Int == 1)
    #expect(report["sampleCount"] as? Int == 359)
    #expect(report["wrongOutputCount"] as? Int == 0)
    #expect((report["worstSamples"] as? [Any])?.count == 12)
    #expect(try halfword.run(options + ["--json", "again.json"]).status == 0)
    #expect(try halfword.bytes("again.json") == halfword.bytes("r.json"))
    #expect(try halfword.run(options).status == 64)
  }
}
