#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ExportReport {
  /// The pictures, each with a text alternative and a sentence that says what to see in it.
  ///
  /// - Parameter training: the course of the training; nil where nobody recorded it.
  func pictureSection(_ training: TrainingCurves?) -> String {
    let figures = [
      weightPictures?.figure, HistogramDrawing(distributions.layers).figure,
      CauseDrawing(layers).figure, ReliabilityDrawing(distributions.margins)?.figure,
      ConfusionDrawing(distributions)?.figure, training?.figure,
    ]
    return """
      <section><h2>Pictures</h2>
      <div class="pictures">
      \(figures.compactMap(\.self).joined())</div></section>

      """
  }
}
