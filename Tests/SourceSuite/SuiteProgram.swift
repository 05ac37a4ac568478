import CSource
import FloatNetwork
import Foundation
import Quantization

/// A record as C: the model, and a function that holds it to the record.
struct SuiteModel {
  let record: SuiteRecord
  let name: String
  private let source: CSourceFile
  private let network: QuantizedNetwork

  init(_ record: SuiteRecord, number: Int) throws {
    self.record = record
    name = "r\(number)"
    network = try QuantizedNetwork(image: record.image)
    source = try CSourceFile(
      name: name,
      network: network,
      identity: 0,
      knownAnswers: zip(record.inputs, record.outputs).map { KnownAnswer(input: $0, output: $1) },
      hasCertificates: !record.bounds.isEmpty
    )
  }

  /// The int16_t of an input, an output and the workspace, each with one to see that it stays as it is.
  var sizes: (input: Int, output: Int, workspace: Int) {
    let words = max(1, network.workspaceSize / 2) * (record.bounds.isEmpty ? 1 : 2)
    return (network.inputCount, network.outputCount + 1, words + 1)
  }

  /// The bytes of its memory.
  var memory: Int {
    2 * (sizes.input + sizes.output + sizes.workspace)
      + (record.bounds.isEmpty ? 0 : 4 * sizes.output)
  }

  /// The products of a run.
  var products: Int { network.layers.reduce(0) { $0 + $1.form.productCount } }

  var header: String { source.header }
  /// The model alone.
  var alone: String { source.source(headerFile: "\(name).h") }
  var text: String { source.source(headerFile: "\(name).h") + "\n" + check }

  private func array(_ type: String, _ suffix: String, _ numbers: [UInt32]) -> String {
    let list = numbers.map { "\($0)u" }.joined(separator: ", ")
    return
      "static const \(type) \(name)_\(suffix)[\(numbers.count)] HALFWORD_CONSTANT = {\(list)};\n"
  }

  private var check: String {
    let (inputs, outputs, words) = (network.inputCount, network.outputCount, sizes.workspace - 1)
    let copying = """
      for (index = 0; index < \(inputs); index++)
                  input[index] = HALFWORD_READ_INT16(&\(name)_known_inputs[sample * \(inputs)u + index]);
      """
    let isBounded = !record.bounds.isEmpty
    return array("uint16_t", "answers", record.answers)
      + (isBounded ? boundArrays : "") + """
        int check_\(name)(int16_t *input, int16_t *output, uint32_t *errors, int16_t *workspace);
        int check_\(name)(int16_t *input, int16_t *output, uint32_t *errors, int16_t *workspace)
        {
            uint32_t sample, index;
            output[\(outputs)] = 12345;
            workspace[\(words)] = -12345;
            (void)errors;
            if (\(name)_self_test(input, output, workspace) != 0u)
                return 1;
            for (sample = 0; sample < \(record.inputs.count)u; sample++) {
                \(copying)
        \(isBounded ? boundedCheck : plainCheck)
            }
            return output[\(outputs)] != 12345 || workspace[\(words)] != -12345 ? 9 : 0;
        }

        """
  }

  private var plainCheck: String {
    """
            if (\(name)_classify(input, output, workspace) != HALFWORD_READ_UINT16(&\(name)_answers[sample]))
                return 2;
    """
  }

  private var boundArrays: String {
    array("uint32_t", "input_errors", record.bounds.map(\.inputError))
      + array("uint8_t", "certified", record.bounds.map(\.isCertified))
      + array("uint32_t", "errors", record.bounds.flatMap(\.errors))
  }

  private var boundedCheck: String {
    let outputs = network.outputCount
    return """
              int certified = -1;
              if (\(name)_classify_certified(input, READ_UINT32(&\(name)_input_errors[sample]), output, errors, workspace, &certified)
                  != HALFWORD_READ_UINT16(&\(name)_answers[sample]))
                  return 3;
              if (certified != HALFWORD_READ_UINT8(&\(name)_certified[sample]))
                  return 4;
              for (index = 0; index < \(outputs); index++) {
                  if (errors[index] != READ_UINT32(&\(name)_errors[sample * \(outputs)u + index]))
                      return 5;
                  if (output[index] != HALFWORD_READ_INT16(&\(name)_known_outputs[sample * \(outputs)u + index]))
                      return 6;
              }
              if (\(name)_run_bounded(input, READ_UINT32(&\(name)_input_errors[sample]), output, errors, workspace)
                  != (errors[0] != UINT32_MAX))
                  return 7;
              for (index = 0; index < \(outputs); index++)
                  if (errors[index] != READ_UINT32(&\(name)_errors[sample * \(outputs)u + index])
                      || output[index] != HALFWORD_READ_INT16(&\(name)_known_outputs[sample * \(outputs)u + index]))
                      return 8;
      """
  }
}

/// The program of several models.
struct SuiteProgram {
  let models: [SuiteModel]

  func write(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let perBundle = 100
    for (number, start) in stride(from: 0, to: models.count, by: perBundle).enumerated() {
      let bundle = models[start..<min(start + perBundle, models.count)]
      for model in bundle { try write(model.header, folder, "\(model.name).h") }
      let reading = "#define READ_UINT32(address) ((uint32_t)HALFWORD_READ_INT32(address))\n"
      try write(
        reading + bundle.map(\.text).joined(separator: "\n"),
        folder,
        "bundle\(number).c"
      )
    }
    try write(main, folder, "suite.c")
  }

  /// Writes each model as a file of its own, without what holds it to the suite.
  func writeApart(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for model in models {
      try write(model.header, folder, "\(model.name).h")
      try write(model.alone, folder, "\(model.name).c")
    }
  }

  private func write(_ text: String, _ folder: URL, _ name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  private var main: String {
    let sizes = models.map(\.sizes)
    let errors = zip(models, sizes).map { $0.record.bounds.isEmpty ? 1 : $1.output }.max() ?? 1
    let checks = models.map { "int check_\($0.name)(int16_t *, int16_t *, uint32_t *, int16_t *);" }
    let calls = models.map {
      "    report(\"\($0.record.name.replacing("\"", with: "'"))\", check_\($0.name)(input, output, errors, workspace));"
    }
    return """
      #include "board.h"
      #include "report.h"

      #ifdef __AVR__
      #include <avr/pgmspace.h>
      #define TEXT(text) 0
      #else
      #define TEXT(text) text
      #endif

      static int16_t input[\(sizes.map(\.input).max() ?? 1)], output[\(sizes.map(\.output).max() ?? 1)];
      static int16_t workspace[\(sizes.map(\.workspace).max() ?? 1)];
      static uint32_t errors[\(errors)];
      static uint32_t done, failed;

      static void report_check(const char *name, int result)
      {
          done++;
          if (result == 0)
              return;
          failed++;
          board_write("failed ");
          if (name)
              board_write(name);
          else
              write_number(done);
          board_write(": ");
          write_number((uint32_t)result);
          board_write("\\n");
      }
      #define report(name, result) report_check(TEXT(name), result)

      \(checks.joined(separator: "\n"))

      int application(void)
      {
      \(calls.joined(separator: "\n"))
          write_number(done);
          board_write(" models, ");
          write_number(failed);
          board_write(" failed\\n");
          return failed != 0;
      }

      """
  }
}
