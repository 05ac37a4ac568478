public import ArgumentParser
import Deployment
import Files
import FloatNetwork
import HalfwordRuntime
public import Quantization

/// How a command chooses the numbers of an export.
struct NumberOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many bits weights have in the image: 16, 8 or 4, one number for all layers or one for each layer with "
        + "weights, as in 8,4,4. Auto takes 16, or for a layer what it was trained for. Q8.8 takes plain numbers, in "
        + "which weights, biases and all values have 8 fractional bits and nothing is scaled.",
      valueName: "auto|16|8|4|list|q8.8"
    )
  )
  var weights = WeightsOption.formats(.automatic)

  @Option(
    help: ArgumentHelp(
      "How many bytes the image may have: each layer gets the widest weights with which it fits and the error on the "
        + "samples is the smallest.",
      valueName: "bytes"
    )
  )
  var flash: Int?

  @Flag(
    help: ArgumentHelp(
      "Round each weight of 8 or 4 bits up or down so that its layer's error on the samples is the smallest, not to "
        + "the nearest."
    )
  )
  var adaptiveRounding = false

  @Flag(
    help: ArgumentHelp(
      "Let the biases of layers with weights of 8 or 4 bits take in what rounding adds to their sums on average over "
        + "the samples."
    )
  )
  var biasCorrection = false

  @Option(
    help: ArgumentHelp(
      "The form in which the sums of every layer are exact: in 32 bits, which is the fastest; in blocks of "
        + "16 products that are added in 64 bits; or in 64 bits. Unless given, each layer gets the "
        + "fastest that costs no answer.",
      valueName: "auto|32|blocks|64"
    )
  )
  var sums = NumberRequest.SumRequest.automatic

  @Flag(
    help: ArgumentHelp(
      "Choose sums and powers of two for the largest share of samples whose answer a run proves to be the "
        + "float network's (halfword_classify_certified), and say what that costs."
    )
  )
  var certify = false

  @Option(
    help: "How many bits of range are left for values that the samples did not show."
  )
  var headroom = 1

  func validate() throws {
    if !(0...8).contains(headroom) {
      throw ValidationError("--headroom must be from 0 to 8 bits, not \(headroom)")
    }
    if weights == .plain, sums != .automatic {
      throw ValidationError("--sums is for fitted numbers; plain Q8.8 has the form that it needs")
    }
    if weights == .plain, certify {
      throw ValidationError(
        "--certify is for fitted numbers; in plain Q8.8 there is nothing to choose"
      )
    }
    if weights == .plain, flash != nil || adaptiveRounding || biasCorrection {
      throw ValidationError(
        "--flash, --adaptive-rounding and --bias-correction are for fitted numbers, not for --weights q8.8"
      )
    }
    if let flash {
      guard flash > 0 else { throw ValidationError("--flash must be a number of bytes above 0") }
      guard weights == .formats(.automatic) else {
        throw ValidationError(
          "--flash chooses the bits of each layer's weights: leave out --weights"
        )
      }
    }
  }

  /// What is asked of an export, as far as these options say it.
  var exportRequest: ExportRequest {
    var request = ExportRequest()
    request.isPlain = weights == .plain
    if case .formats(let formats) = weights { request.numbers.weights.formats = formats }
    if let flash { request.numbers.weights.formats = .image(size: flash) }
    request.numbers.weights.roundsAdaptively = adaptiveRounding
    request.numbers.weights.correctsBiases = biasCorrection
    request.numbers.sums = sums
    request.numbers.certifies = certify
    request.numbers.headroomBits = headroom
    return request
  }
}

/// The words for `--weights`.
enum WeightsOption: Equatable, ExpressibleByArgument {
  case plain
  case formats(WeightRequest.Formats)

  init?(argument: String) {
    switch argument {
    case "q8.8": self = .plain
    case "auto": self = .formats(.automatic)
    default:
      let bits = WeightBits.list(parsing: argument) ?? []
      let known = bits.compactMap { UInt8(exactly: $0).flatMap { WeightFormat(bits: $0) } }
      guard !known.isEmpty, known.count == bits.count else { return nil }
      self = .formats(known.count == 1 ? .uniform(known[0]) : .byLayer(known))
    }
  }

  var defaultValueDescription: String { "auto" }
}

/// The numbers that training rounds to.
enum WeightChoice: String, ExpressibleByArgument, CaseIterable {
  case fitted
  case plain = "q8.8"

  /// The fractional bits of each layer's weights that training rounds to: the fewest of any unit, with sums
  /// in 32 bits.
  func fractionBits(of network: Network) throws -> [Int] {
    let count = network.layers.count
    let quantized = try QuantizedNetwork(
      quantizing: network,
      format: self == .plain ? .plain : .fitted(.bits32, layerCount: count),
      saturate: true
    )
    return quantized.layers.map { min(15, Int($0.fractionBits.min() ?? Q8_8.fractionBits)) }
  }
}

extension NumberRequest.SumRequest: ExpressibleByArgument {}
