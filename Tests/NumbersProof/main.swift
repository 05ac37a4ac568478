import Foundation
import HalfwordRuntime
import _TestSupport

// Proves the numbers where a debug build would take too long; Tools/test runs it. Prints what was
// tried and the worst that was seen, and exits with 1 where a law is broken.

/// Prints a law and what was seen of it.
func report(_ law: String, _ holds: Bool, _ seen: String) -> Bool {
  print("\(holds ? "holds " : "BROKEN")  \(law): \(seen)")
  return holds
}

var all = true

let softmaxProof = SoftmaxProof(vectorCount: 2_000_000)
all =
  report(
    "softmax outputs sum to exactly 256",
    softmaxProof.wrongSums == 0,
    "\(softmaxProof.wrongSums) of \(softmaxProof.vectorCount) vectors do not"
  ) && all
all =
  report(
    "a larger logit never gets less",
    softmaxProof.wrongOrders == 0,
    "\(softmaxProof.wrongOrders) vectors reverse an order"
  ) && all
all =
  report(
    "each output is within its bound",
    softmaxProof.largestShareOfBound <= 1,
    String(
      format: "the largest error is %.4f ulp, and at most %.4f of its bound",
      softmaxProof.largestError,
      softmaxProof.largestShareOfBound
    )
  ) && all
let denseProof = DenseProof(networkCount: 30_000)
all =
  report(
    "networks give the bits of the exact oracle",
    denseProof.wrongOutputs == 0,
    "\(denseProof.wrongOutputs) of \(denseProof.outputCount) outputs differ"
  ) && all
all =
  report(
    "reversed inputs and columns give the same bits",
    denseProof.changedOutputs == 0,
    "\(denseProof.changedOutputs) of \(denseProof.networkCount) networks change"
  ) && all
let runs = try RunCases(networkCount: 33_000, inputsPerNetwork: 6)
all =
  report(
    "the float network's outputs are inside the bounds of the run",
    runs.outsideBounds == 0,
    "\(runs.outsideBounds) in \(runs.runCount) runs (\(runs.saturatedRuns) with saturations) are not; the "
      + "median bound is " + String(format: "%.2f times the error", runs.medianRatio)
  ) && all
all =
  report(
    "so are the values of all its units",
    runs.outsideUnitBounds == 0,
    "\(runs.outsideUnitBounds) are not"
  ) && all
all =
  report(
    "certified answers are those of the float network",
    runs.wronglyCertified == 0 && runs.certifiedCount > 0,
    "\(runs.wronglyCertified) of \(runs.certifiedCount) are not"
  ) && all
let device = try DeviceCases(networkCount: 28_000, inputsPerNetwork: 12)
all =
  report(
    "the float network's outputs are inside the error words of a device",
    device.outsideBounds == 0,
    "\(device.outsideBounds) in \(device.boundedRuns) runs with a bound, of \(device.runCount), are not; the "
      + "median bound is " + String(format: "%.2f times the error", device.medianRatio)
  ) && all
all =
  report(
    "answers that a device certifies are those of the float network",
    device.wronglyCertified == 0 && device.certifiedCount > 0,
    "\(device.wronglyCertified) of \(device.certifiedCount) are not"
  ) && all
let boxes = try BoxCases(networkCount: 20_000, inputsPerNetwork: 6)
all =
  report(
    "every number of a run is inside its proved range",
    boxes.outsideRanges == 0,
    "\(boxes.outsideRanges) are not in \(boxes.caseCount) cases, \(boxes.saturatedCases) with saturations"
  ) && all
all =
  report(
    "errors are inside the bound for their box",
    boxes.outsideBounds == 0,
    "\(boxes.outsideBounds) are not; the median bound is "
      + String(format: "%.1f times the error", boxes.medianRatio)
  ) && all
let graphs = try GraphCases(networkCount: 8_000, inputsPerNetwork: 4)
all =
  report(
    "of graphs of every kind, too, the float network is inside the bounds of the run",
    graphs.outsideBounds == 0,
    "\(graphs.outsideBounds) values are not in \(graphs.runCount) runs; the median bound is "
      + String(format: "%.2f times the error", graphs.medianRatio)
  ) && all
all =
  report(
    "and certified answers are those of the float network",
    graphs.wronglyCertified == 0 && graphs.certifiedCount > 0,
    "\(graphs.wronglyCertified) of \(graphs.certifiedCount) are not"
  ) && all
all =
  report(
    "and what is proved for their boxes holds",
    graphs.outsideRanges == 0 && graphs.outsideBoxBounds == 0,
    "\(graphs.outsideRanges) numbers are outside of their ranges and \(graphs.outsideBoxBounds) errors of "
      + "their bounds, in \(graphs.boxCount) cases"
  ) && all
exit(all ? 0 : 1)
