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
      "The numbers of the device: fitted to the network, or plain Q8.8, in which weights, biases and all "
        + "values have 8 fractional bits and nothing is scaled.",
      valueName: "fitted|q8.8"
    )
  )
  var weights = WeightChoice.fitted

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
  }

  /// What is asked of an export, as far as these options say it.
  var exportRequest: ExportRequest {
    var request = ExportRequest()
    request.isPlain = weights == .plain
    request.numbers.sums = sums
    request.numbers.certifies = certify
    request.numbers.headroomBits = headroom
    return request
  }
}

/// The words for `--weights`.
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
