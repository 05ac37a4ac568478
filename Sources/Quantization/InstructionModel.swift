import FloatNetwork
import HalfwordRuntime

/// How many instructions one call of `halfword_run` takes on a core, for inputs aligned to 4 bytes, the
/// call itself included.
///
/// No branch of a run depends on the data, so the number is the same for every input. For a chain of dense layers it is
/// exact: `Tools/fit-instruction-model` counts small networks on emulated cores and solves for the parts. For others
/// it is about right (`WorkCosts`). A test compares both with the counts of networks that the tool has not seen.
public struct InstructionModel: Sendable {
  /// The fixed part: the call, its checks, the header and the last layer.
  let run: Int
  /// The first hidden layer; a later one whose values begin, or end, where the workspace does.
  let firstHidden: Int
  let hiddenAtStart: Int
  let hiddenAtEnd: Int
  /// A last panel of fewer than four rows.
  let partialPanel: Int
  /// A row of a layer without maxout.
  let row: Int
  /// A row of a maxout layer, and a unit.
  let piece: Int
  let maxoutUnit: Int
  /// What a panel of these takes beyond others where sums are in 32 bits.
  let maxoutPanel: Int
  let sigmoidUnit: Int
  let tanhUnit: Int
  let softmaxUnit: Int
  /// What a layer with an activation takes beyond a linear one.
  let activation: [ActivationName: Int]
  /// What a row takes beyond the others' where its layer's sums are not in 32 bits: a shift of two words.
  let wider: [SumForm: Int]
  /// The same of a row that is a piece of a maxout unit.
  let widerPiece: [SumForm: Int]
  /// What a panel takes in each form of sums.
  let kernels: [SumForm: Kernel]
  /// What a run that carries its proof takes besides.
  let proof: ProofParts

  enum ActivationName {
    case linear, relu, maxout, sigmoid, tanh, softmax
  }

  /// What a panel of four rows takes.
  struct Kernel: Sendable {
    /// With fewer columns than a turn of the kernel's loop takes, 1 and more.
    let short: [Int]
    /// Each turn, and the columns that are left, from 0.
    let block: Int
    let rest: [Int]

    func count(columns: Int) -> Int {
      let (blocks, left) = columns.quotientAndRemainder(dividingBy: rest.count)
      return blocks == 0 ? short[left - 1] : blocks * block + rest[left]
    }
  }

  /// The instructions of one run of a network: of a chain of dense layers exact.
  func chainCount(for network: QuantizedNetwork) -> Int? {
    guard network.hasExactInstructions else { return nil }
    var count = run
    for (index, layer) in network.layers.enumerated() {
      count += self.count(for: layer)
      if index < network.layers.count - 1 {
        count += index == 0 ? firstHidden : index.isMultiple(of: 2) ? hiddenAtStart : hiddenAtEnd
      }
    }
    return count
  }

  private func count(for layer: QuantizedLayer) -> Int {
    let panel = kernels[layer.sums]?.count(columns: layer.inputCount) ?? 0
    var shifts = wider
    if case .maxout = layer.activation { shifts = widerPiece }
    var count = layer.panels.panelCount * panel + layer.rowCount * (shifts[layer.sums] ?? 0)
    if !layer.rowCount.isMultiple(of: 4) { count += partialPanel }
    switch layer.activation {
    case .linear:
      return count + layer.rowCount * row
    case .relu, .cappedRelu:
      return count + layer.rowCount * row + extra(.relu)
    case .maxout:
      let panels = layer.sums == .bits32 ? layer.panels.panelCount * maxoutPanel : 0
      return count + panels + layer.rowCount * piece + layer.unitCount * maxoutUnit
        + extra(.maxout)
    case .sigmoid:
      return count + layer.unitCount * (row + sigmoidUnit) + extra(.sigmoid)
    case .tanh, .table:
      return count + layer.unitCount * (row + tanhUnit) + extra(.tanh)
    case .softmax:
      return count + layer.unitCount * (row + softmaxUnit) + extra(.softmax)
    }
  }

  private func extra(_ name: ActivationName) -> Int { activation[name] ?? 0 }
}

extension QuantizedNetwork {
  /// Whether the instructions of a run are known exactly: all of its layers are of a kind, and have an activation, of
  /// which `InstructionModel` knows that, and weights of 16 bits.
  public var hasExactInstructions: Bool {
    isChainOfDenseLayers
      && layers.allSatisfy {
        !$0.activation.isCapped && !$0.activation.isTable && $0.weightFormat == .bits16
      }
  }
}

extension InstructionModel {
  /// A core, and what a run takes there.
  public struct Core: Sendable {
    /// Its name, for a person.
    public let name: String
    /// The target that `Tools/build-c-library` knows it by.
    public let target: String
    /// What a run takes of a chain of dense layers.
    let chain: InstructionModel
    /// What a run takes of any network.
    let costs: WorkCosts
  }

  /// The cores that the runtime is built for.
  public static let cores = [
    Core(name: "Cortex-M0", target: "armv6m", chain: cortexM0, costs: .cortexM0),
    Core(name: "Cortex-M3", target: "armv7m", chain: cortexM3, costs: .cortexM3),
    Core(name: "Cortex-M4, M7, M33", target: "armv7em", chain: cortexM4, costs: .cortexM4),
    Core(name: "RV32IMC", target: "riscv32", chain: rv32imc, costs: .rv32imc),
  ]

  /// A number for each core for which there is one, by the core's name.
  public static func byCore(_ count: (Core) -> Int?) -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: cores.compactMap { core in count(core).map { (core.name, $0) } }
    )
  }
}

extension InstructionModel.Core {
  /// The instructions of one run of a network: exact where it has exact instructions, otherwise about right; nil where
  /// nothing is known of some of its work.
  public func count(for network: QuantizedNetwork) -> Int? {
    chain.chainCount(for: network) ?? costs.instructions(for: network)
  }

  /// The cycles of one run, about, by the core's published timings, from memory without wait states; of cores that share
  /// their code, those of the first. Nil as for the instructions.
  public func cycles(for network: QuantizedNetwork) -> Int? { costs.cycles(for: network) }

  /// The instructions of one run of a network that carries its proof: about, within 3 %; nil where it is more than a
  /// chain of dense layers.
  public func certifiedCount(for network: QuantizedNetwork) -> Int? {
    chain.certifiedCount(for: network)
  }
}

/// What each part of each sort of work takes on a core (`RunWork`).
struct WorkCosts: Sendable {
  /// In instructions, by the name of the sort.
  let instructions: [String: [Double]]
  /// In cycles.
  let cycles: [String: [Double]]

  func instructions(for network: QuantizedNetwork) -> Int? {
    Self.sum(of: network.work, instructions)
  }

  func cycles(for network: QuantizedNetwork) -> Int? { Self.sum(of: network.work, cycles) }

  private static func sum(of work: [[RunWork]], _ costs: [String: [Double]]) -> Int? {
    var sum = 0.0
    for work in work.joined() {
      guard let costs = costs[work.sort], costs.count == work.amounts.count else { return nil }
      sum += zip(work.amounts, costs).reduce(0) { $0 + Double($1.0) * $1.1 }
    }
    return Int(sum.rounded())
  }
}
