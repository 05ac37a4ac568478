public import ArgumentParser
public import Conformance
import Deployment
public import FloatNetwork

/// What is read from the outputs, and what must be kept of it.
struct VerdictOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is read from the outputs: the class of the largest or of the smallest, each output against a "
        + "threshold, or their values. Taken from the model's record, or guessed from the network and the "
        + "samples and said, unless given.",
      valueName: "largest|smallest|threshold:number|values"
    )
  )
  var answer: Answer?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The least share of samples whose answer must stay the same, in percent.",
      valueName: "percent"
    )
  )
  var minKept = VerdictLimits().leastKeptPercent

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most that an output may differ from the float network's: a share of the outputs' spread, such as "
        + "1%, or a number in the network's own units.",
      valueName: "percent|number"
    )
  )
  var maxError = VerdictLimits().largestError

  @Option(
    help: ArgumentHelp(
      "For how many samples, evenly spread, bounds and certificates of the host are computed at most; for as "
        + "many as take about a minute, unless given. Every sample is compared.",
      valueName: "number"
    )
  )
  var samplesLimit: Int?

  func validate() throws {
    if let samplesLimit, samplesLimit < 1 {
      throw ValidationError("--samples-limit must be at least 1, not \(samplesLimit)")
    }
    if !(0...100).contains(minKept) {
      throw ValidationError("--min-kept must be from 0 to 100 percent, not \(minKept)")
    }
  }

  var limits: VerdictLimits {
    var limits = VerdictLimits()
    limits.leastKeptPercent = minKept
    limits.largestError = maxError
    return limits
  }
}

extension Answer: ExpressibleByArgument {
  /// Reads an option's value.
  public init?(argument: String) { self.init(parsing: argument) }
}

extension VerdictLimits.ErrorLimit: ExpressibleByArgument {
  /// Reads an option's value.
  public init?(argument: String) { self.init(parsing: argument) }

  /// What the help says of the default.
  public var defaultValueDescription: String { text }
}
