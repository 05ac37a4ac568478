/// The course of a training, as `halfword train --history` writes it.
public struct TrainingCurves: Equatable, Sendable {
  private var epochs: [Double] = []
  private var costs: [Double] = []
  private var validationCosts: [Double] = []
  private var accuracies: [Double] = []
  private var validationAccuracies: [Double] = []

  /// Reads the text of such a file; nil where it is none, or has no epoch.
  public init?(history text: String) {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let heads = lines.first, heads.first == "epoch", lines.count > 1 else { return nil }
    func column(_ name: String) -> [Double] {
      guard let index = heads.firstIndex(of: name) else { return [] }
      return lines.dropFirst().compactMap { $0.indices.contains(index) ? Double($0[index]) : nil }
    }
    epochs = column("epoch")
    costs = column("cost")
    validationCosts = column("validation_cost")
    accuracies = column("accuracy")
    validationAccuracies = column("validation_accuracy")
    guard epochs.count == lines.count - 1, costs.count == epochs.count else { return nil }
  }

  var figure: String {
    let charts = [
      chart("cost", costs, validationCosts, left: 56),
      chart("accuracy, in %", accuracies, validationAccuracies, left: 362),
    ]
    return Drawing.figure(
      "How it was trained",
      Drawing.svg(
        "training",
        title: "Cost and accuracy over the epochs of the training",
        description:
          "Over \(epochs.count) epochs the cost went from \(Drawing.short(costs.first ?? 0)) to "
          + "\(Drawing.short(costs.last ?? 0))."
          + (validationCosts.last.map { " On held-out samples it ended at \(Drawing.short($0))." }
            ?? ""),
        width: 600,
        height: 220,
        charts.flatMap(\.self)
      ),
      caption:
        "Where the second line turns away from the first, the network learns its samples by heart."
    )
  }

  private func chart(
    _ name: String,
    _ training: [Double],
    _ heldOut: [Double],
    left: Double
  ) -> [String] {
    let values = (training + heldOut).filter(\.isFinite)
    guard let low = values.min(), let high = values.max() else { return [] }
    let span = max(high - low, 1e-12)
    func points(_ series: [Double]) -> [(x: Double, y: Double)] {
      // At most as many points as the picture has room for.
      let step = max(1, series.count / 240)
      return stride(from: 0, to: series.count, by: step).filter { series[$0].isFinite }.map {
        (
          left + 232 * Double($0) / Double(max(1, series.count - 1)),
          180 - 150 * (series[$0] - low) / span
        )
      }
    }
    return [
      "<path class=\"axis\" d=\"M\(Drawing.number(left)) 30V180h232\"/>",
      Drawing.text(name, left + 116, 16, anchor: "middle"),
      Drawing.text(Drawing.short(high), left - 4, 34, anchor: "end"),
      Drawing.text(Drawing.short(low), left - 4, 182, anchor: "end"),
      Drawing.text("epoch 1 to \(epochs.count)", left + 116, 198, anchor: "middle"),
      Drawing.line(points(training)), Drawing.line(points(heldOut), class: "curve second"),
    ]
  }
}
