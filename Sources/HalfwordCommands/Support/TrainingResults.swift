import Datasets
import FloatNetwork
import PlainText
import Training

/// What a trained network does with samples, in words: how many answers are right, or how far values are
/// from their targets.
struct TrainingResults {
  let network: Network
  let cost: Cost
  let answer: Answer
  /// What the outputs are called.
  let outputNames: [String]

  /// The lines on a part of the data.
  func lines(_ part: String, on dataset: Dataset) throws -> [String] {
    switch answer {
    case .largest, .smallest: try accuracy(part, on: dataset)
    case .values: values(part, try network.fits(on: dataset), count: dataset.count)
    case .threshold: yesOrNo(part, try network.fits(on: dataset), count: dataset.count)
    }
  }

  private func accuracy(_ part: String, on dataset: Dataset) throws -> [String] {
    let result = try network.evaluate(on: dataset, cost: cost)
    var counts = Array(repeating: 0, count: dataset.classCount)
    for label in dataset.labels { counts[label] += 1 }
    let line =
      "\(part) accuracy in float: " + Self.share(result.correctCount, of: result.count) + "."
    guard let most = counts.max(), let index = counts.firstIndex(of: most),
      result.correctCount <= most, result.correctCount < result.count
    else { return [line] }
    return [
      line,
      "That is no better than always answering \"\(outputNames[index])\", the most frequent class "
        + "there, which is right in " + Self.share(most, of: result.count) + ".",
    ]
  }

  private func values(_ part: String, _ fits: [OutputFit], count: Int) -> [String] {
    guard fits.count > Self.mostLines else {
      return fits.indices.map { "\(part), \(count) samples: " + text($0, fits[$0]) }
    }
    let known = fits.compactMap(\.determination)
    let mean = known.isEmpty ? "unknown" : Self.number(known.reduce(0, +) / Double(known.count))
    let squares = fits.reduce(0) { $0 + $1.rootMeanSquareError * $1.rootMeanSquareError }
    let error = (squares / Double(fits.count)).squareRoot()
    let worst = fits.indices.min {
      (fits[$0].determination ?? .infinity) < (fits[$1].determination ?? .infinity)
    }
    return [
      "\(part), \(count) samples: \(fits.count) outputs, mean R² \(mean), root mean square error of all "
        + "\(Self.number(error)).",
      "The output with the lowest R²: " + text(worst ?? 0, fits[worst ?? 0]),
    ]
  }

  private func text(_ output: Int, _ fit: OutputFit) -> String {
    let error = "root mean square error \(Self.number(fit.rootMeanSquareError))"
    guard let determination = fit.determination else {
      return "output \(outputNames[output]): \(error); its target never varies, so it has no R²."
    }
    return "output \(outputNames[output]): R² \(Self.number(determination)), \(error)"
      + (determination <= 0 ? "; no better than always answering the target's mean." : ".")
  }

  private func yesOrNo(_ part: String, _ fits: [OutputFit], count: Int) -> [String] {
    fits.enumerated().map { output, fit in
      let isUseless = fit.agreeingCount <= fit.mostFrequentCount && fit.agreeingCount < count
      return "\(part): output \(outputNames[output]) is on the right side of 0.5 in "
        + Self.share(fit.agreeingCount, of: count)
        + (isUseless ? "; no better than always giving the more frequent answer." : ".")
    }
  }

  private static let mostLines = 12

  private static func share(_ count: Int, of all: Int) -> String {
    "\((100 * Double(count) / Double(all)).fixed(2)) % " + "(\(count) of \(all))"
  }

  private static func number(_ value: Double) -> String { value.significant(4) }
}
