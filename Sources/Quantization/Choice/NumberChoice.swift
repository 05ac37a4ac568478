public import FloatNetwork
public import HalfwordRuntime

/// The numbers that an export chose for a network, and what else it tried.
///
/// Candidates are fitted on some samples, and judged by the error on others.
public struct NumberChoice: Sendable {
  /// The network in the numbers that were chosen.
  public let network: QuantizedNetwork
  /// The powers of two and offsets that were tried, the chosen one first.
  public let scalings: [Trial]
  /// The forms of sums that were tried, each in all layers; the chosen mixture first.
  public let sums: [Trial]
  /// The formats of weights that were tried, the chosen ones first; empty where all are 16 bits.
  public let weights: [WeightTrial]
  /// How many samples the candidates were judged by; 0 where there were none.
  public let judgeCount: Int

  /// Something that was tried, and how well it did.
  public struct Trial: Equatable, Sendable {
    /// What it is, in words.
    public let name: String
    /// What it costs in answers; nil where there were no samples to judge by.
    public let score: Score?
    /// The form of the sums of each layer.
    public let forms: [SumForm]
  }

  /// Formats of weights that were tried.
  public struct WeightTrial: Equatable, Sendable {
    /// What they are, in words.
    public let name: String
    /// The format of each layer; of no meaning for a layer without weights.
    public let formats: [WeightFormat]
    /// The bytes of the image.
    public let imageSize: Int
    /// What they cost in answers; nil where there were no samples to judge by.
    public let score: Score?
  }

  /// How far a fixed-point network is from its float network on the samples that judge.
  public struct Score: Equatable, Sendable {
    /// The root mean square of fixed − float, as a share of the outputs' own standard deviation.
    public var relativeError: Double
    /// For how many samples the answer is another one.
    public var changedCount: Int
    /// How many input words and pre-activations of homogeneous layers were saturated.
    public var saturatedCount: Int
    /// What runs prove of themselves; nil where nobody asked.
    public var proof: Proof?

    /// What runs with error words prove, as a device computes it.
    public struct Proof: Equatable, Sendable {
      /// For how many samples the answer is certified.
      public var certifiedCount: Int
      /// The mean of the largest bound of an output, as a share of the outputs' own standard deviation; a run
      /// without a bound counts as 1, and none counts as more.
      public var meanBound: Double
    }

    /// An error that nobody can see: a thousandth of what the outputs vary by.
    static let negligible = 0.001

    /// Whether it keeps what the other one does: no answer more is lost, and the error is negligible or
    /// hardly larger.
    func keeps(_ other: Score) -> Bool {
      if let proof, let otherProof = other.proof {
        // A wider bound certifies fewer runs, though the few samples that judge may not show it.
        guard proof.certifiedCount >= otherProof.certifiedCount,
          proof.meanBound <= 1.25 * otherProof.meanBound
        else { return false }
      }
      return changedCount <= other.changedCount && saturatedCount <= other.saturatedCount
        && relativeError <= max(Self.negligible, 1.25 * other.relativeError)
    }
  }
}

/// What is asked of a choice of numbers.
public struct NumberRequest: Sendable {
  /// The formats of weights, and how they are rounded to narrow ones.
  public var weights = WeightRequest()
  /// How many bytes of the image whoever asks adds to what the network's own has: known answers, and lines of the record.
  public var addedSize = 0
  /// The form of sums; nil for the cheapest that keeps what the finest does, layer by layer.
  public var sums: SumRequest = .automatic
  /// How many bits of range are left for what the samples did not show.
  public var headroomBits = 1
  /// The values of each input that the network is promised, in its own units, where somebody promises.
  public var box: InputBox?
  /// The values of each input that training saw.
  public var recordedBox: InputBox?
  /// Whether weights and biases that nothing makes fit are saturated.
  public var saturate = false
  /// What is read from the outputs, and so what must not change.
  public var answer = Answer.largest
  /// Whether numbers are chosen for the largest share of runs that a device certifies.
  public var certifies = false

  /// Nothing special.
  public init() {}

  /// Which form of sums.
  public enum SumRequest: String, CaseIterable, Sendable {
    case automatic = "auto"
    case bits32 = "32"
    case blocks
    case bits64 = "64"

    /// The one form that is asked for; for blocks, those of 16.
    var form: SumForm? {
      switch self {
      case .automatic: nil
      case .bits32: .bits32
      case .blocks: .blocks16
      case .bits64: .bits64
      }
    }
  }
}

extension NumberChoice {
  /// Chooses numbers for a network.
  ///
  /// - Parameters:
  ///   - network: its dropout folded, in its own units.
  ///   - samples: inputs in its own units, all finite; may be empty.
  /// - Throws: `ScalingError`; `QuantizationError`; `WeightFormatError`.
  public init(for network: Network, samples: [[Float]], _ request: NumberRequest) throws {
    let split = SampleSplit(samples)
    let judge = Judge(
      network,
      samples: split.judging,
      answer: request.answer,
      certifies: request.certifies
    )
    var chooser = try NumberChooser(
      network: network,
      request: request,
      judge: judge,
      fittedOn: split.fitting
    )
    let scaling = try chooser.chooseWeightsAndScaling()
    self.network = try chooser.chooseForms(for: scaling)
    weights = try chooser.weightTrials(of: self.network, scaling)
    scalings = chooser.scalingTrials
    sums = chooser.sumTrials
    judgeCount = judge.count
  }
}

extension NumberChoice {
  /// Plain Q8.8: nothing is chosen.
  ///
  /// - Parameter takesCounts: whether inputs are whole numbers that stand in their words as they are.
  /// - Throws: `QuantizationError`.
  public init(
    plain network: Network,
    samples: [[Float]],
    _ request: NumberRequest,
    takesCounts: Bool
  ) throws {
    var scaling = Scaling.identity(for: network)
    // A word is the count: value · 2^(8−8).
    if takesCounts { scaling.inputExponents = scaling.inputExponents.map { _ in 8 } }
    var result = try QuantizedNetwork(
      quantizing: network,
      scaling: scaling,
      format: .plain,
      saturate: request.saturate
    )
    result.record = result.record ?? ExportRecord()
    result.record?.numbers = .plain
    self.network = result
    (scalings, sums, weights, judgeCount) = ([], [], [], 0)
  }
}

/// The samples that fit, and those that judge what was fitted.
struct SampleSplit {
  let fitting: [[Float]]
  let judging: [[Float]]

  /// Every fourth sample judges; of fewer than eight, all do both.
  init(_ samples: [[Float]]) {
    guard samples.count >= 8 else {
      (fitting, judging) = (samples, samples)
      return
    }
    fitting = samples.indices.filter { $0 % 4 != 3 }.map { samples[$0] }
    judging = samples.indices.filter { $0 % 4 == 3 }.map { samples[$0] }
  }
}
