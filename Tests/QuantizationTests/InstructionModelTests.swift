import Foundation
import Quantization
import Testing
import _TestSupport

@Suite struct InstructionModelTests {
  /// The target of each core, and the board that was counted.
  static let cores = [
    ("armv6m", "microbit"), ("armv7m", "mps2-an385"), ("armv7em", "mps2-an386"),
    ("riscv32", "virt-riscv32"),
  ]

  /// Made once for all cores.
  private static let networks = benchmarkNetworks()
  private static let graphs = convolutionBenchmarkNetworks() + narrowBenchmarkNetworks()

  /// `Firmware/counts.txt` holds counts of the emulated boards; the model was found from other networks.
  @Test(arguments: cores)
  func theModelGivesTheRecordedCounts(target: String, board: String) throws {
    let core = try #require(InstructionModel.cores.first { $0.target == target })
    let counts = try recordedCounts("instructions", board: board)
    #expect(counts.count == Self.networks.count + Self.graphs.count)
    for (name, network) in Self.networks {
      #expect(core.count(for: network) == counts[name], "\(name) on \(board)")
    }
  }

  /// What is fitted to layers of all kinds, of instructions and of cycles, is close to counts of whole networks.
  @Test(arguments: cores)
  func theModelIsCloseToTheRecordedCountsOfConvolutionsAndNarrowWeights(
    target: String,
    board: String
  ) throws {
    let core = try #require(InstructionModel.cores.first { $0.target == target })
    let instructions = try recordedCounts("instructions", board: board)
    let cycles = try recordedCounts("cycles", board: board)
    for (name, network) in Self.graphs {
      for (given, counts) in [
        (core.count(for: network), instructions), (core.cycles(for: network), cycles),
      ] {
        let (given, recorded) = try (#require(given), #require(counts[name]))
        #expect(
          abs(Double(given) / Double(recorded) - 1) <= 0.06,
          "\(name) on \(board): \(given), \(recorded)"
        )
      }
    }
    for (name, network) in Self.networks {
      let (given, recorded) = try (#require(core.cycles(for: network)), #require(cycles[name]))
      #expect(
        abs(Double(given) / Double(recorded) - 1) <= 0.06,
        "\(name) on \(board): \(given), \(recorded)"
      )
    }
  }

  /// Runs with proofs depend on the data a little, so the model of these says no more than about.
  @Test(arguments: cores)
  func theModelIsCloseToTheRecordedCountsWithProofs(target: String, board: String) throws {
    let core = try #require(InstructionModel.cores.first { $0.target == target })
    let counts = try recordedCounts("certified-instructions", board: board)
    #expect(counts.count >= 3)
    for (name, network) in Self.networks {
      guard let recorded = counts[name] else { continue }
      let given = Double(try #require(core.certifiedCount(for: network)))
      #expect(
        abs(given / Double(recorded) - 1) <= 0.03,
        "\(name) on \(board): \(given), \(recorded)"
      )
    }
  }

  private func recordedCounts(_ figure: String, board: String) throws -> [String: Int] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Firmware/counts.txt")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    var counts: [String: Int] = [:]
    for line in lines where !line.hasPrefix("#") {
      let fields = line.split(separator: " ")
      guard fields.count == 4, fields[0] == board, fields[2] == figure else { continue }
      counts[String(fields[1])] = Int(fields[3])
    }
    return counts
  }
}
