import Conformance
import HalfwordRuntime
import PlainText
import Quantization

extension ExportReport {
  /// The report as one HTML file that needs nothing else: pictures are inline SVG.
  ///
  /// - Parameters:
  ///   - model: runs at the top of the page; nil for the report alone.
  ///   - training: the course of the training, which is drawn; nil where nobody recorded it.
  public func html(
    running model: PageModel? = nil,
    training: TrainingCurves? = nil
  ) throws -> String {
    try LivePage(
      title: model.map { "\($0.name), on a chip" } ?? "Export \(identity)",
      lead: "A network of \(network), exported as \(identity).",
      model: model,
      report: sections(training)
    ).html()
  }

  private func sections(_ training: TrainingCurves?) -> String {
    """
    <div class="report">
    \(summary)
    \(pictureSection(training))<section><h2>Layers</h2>
    \(weightTable)</section>
    \(memorySection)<section><h2>Ranges, for \(escaped(provedFor))</h2>
    \(rangeTable)</section>
    <section><h2>What the error of each layer is made of, in ulps of 1/256</h2>
    \(errorTable)</section>
    <section><h2>Samples whose answer changed</h2>
    \(changedSamples.isEmpty ? "<p>None.</p>" : cards(changedSamples))</section>
    <section><h2>Samples with the largest errors</h2>
    \(cards(worstSamples))</section>
    </div>

    """
  }

  private var summary: String {
    func text(_ instructions: [String: Int]) -> String {
      instructions.isEmpty
        ? "Tools/count-instructions counts them"
        : instructions.sorted { $0.key < $1.key }.map { "\($0.value) on \($0.key.withArticle)" }
          .joined(separator: ", ")
    }
    var rows = [
      ["Flash", "\(imageBytes) bytes"], ["RAM (workspace)", "\(workspaceBytes) bytes"],
      ["Instructions a run", text(instructions)],
      ["With its proof, about", text(instructionsWithProof)],
      ["Samples", "\(sampleCount)"],
    ]
    if let floatAccuracyPercent, let fixedAccuracyPercent {
      rows.append(["Accuracy in float", percent(floatAccuracyPercent)])
      rows.append(["Accuracy in fixed point", percent(fixedAccuracyPercent)])
    }
    if let keptPercent {
      rows.append(["Answers kept", percent(keptPercent)])
      rows.append(["Answers that changed", "\(changedCount)"])
    }
    if let certifiedByChipPercent, let certifiedByHostPercent {
      rows.append(["Answers certified by the chip", percent(certifiedByChipPercent)])
      rows.append(["Answers certified by the host", percent(certifiedByHostPercent)])
    }
    rows.append(["Samples with bounds", "\(boundedSamples)"])
    rows.append([
      "Median bound of an output", medianBound.map { $0.significant(3) } ?? "none of use",
    ])
    rows.append(["Wrong certificates or bounds", "\(wrongCertificateCount)"])
    rows.append(["Outputs that are not what the numbers define", "\(wrongOutputCount)"])
    rows.append(["Values of inputs beyond 16 bits", "\(saturatedInputCount)"])
    return "<section><h2>Verdict</h2>\n<p class=\"verdict\">\(escaped(verdict.text))</p>\n"
      + table(heading: ["What", "How much"], rows: rows)
      + "</section>\n<section><h2>Outputs, in the network's own units</h2>\n" + outputTable
      + "</section>"
  }

  private var outputTable: String {
    table(
      heading: [
        "Output", "Float", "Root mean square error", "Largest error", "R²", "Rank correlation",
      ],
      rows: outputs.enumerated().map { index, output in
        [
          "\(index)", "\(output.smallest.significant(4)) … \(output.largest.significant(4))",
          output.rootMeanSquareError.significant(3),
          output.largestError.significant(3),
          output.determination.map { $0.fixed(6) } ?? "constant",
          output.rankCorrelation.map { $0.fixed(6) } ?? "constant",
        ]
      }
    )
  }

  private func percent(_ value: Double) -> String { "\(value.fixed(2)) %" }

  private var weightTable: String {
    table(
      heading: [
        "Layer", "Inputs", "Units", "Weights", "MACs", "Flash", "Weight range", "of its format",
        "Clipped", "Zero", "Fraction", "Signal to noise", "Sums", "of 32 bits",
      ],
      rows: layers.map { layer in
        [
          layer.title, "\(layer.inputs)", "\(layer.units)",
          "\(layer.weights)", "\(layer.macs)", "\(layer.flashBytes) bytes",
          "\(layer.smallestWeight.fixed(3)) … \(layer.largestWeight.fixed(3))",
          "\((100 * layer.weightRangeUse).fixed(1)) %", "\(layer.clippedWeights)",
          "\(layer.zeroWeights)", layer.weightFractionBits,
          layer.weightSignalToNoiseDecibels.map { "\($0.fixed(1)) dB" } ?? "exact",
          layer.sums, "\((100 * layer.accumulatorUse).fixed(1)) %",
        ]
      },
      warned: layers.map { $0.clippedWeights > 0 || $0.sums == SumForm.bits64.text }
    )
  }

  private var rangeTable: String {
    table(
      heading: [
        "Layer", "Pre-activation proved", "seen", "Units that may saturate", "Saturations seen",
        "Dead units proved", "seen",
      ],
      rows: layers.map { layer in
        [
          layer.title,
          layer.preActivationProvedSmallest.fixed(1) + " … "
            + layer.preActivationProvedLargest.fixed(1),
          layer.preActivationSeenSmallest.fixed(1) + " … "
            + layer.preActivationSeenLargest.fixed(1),
          "\(layer.unitsThatMaySaturate.count)", "\(layer.saturationsSeen)",
          "\(layer.deadUnitsProved.count)", "\(layer.deadUnitsSeen.count)",
        ]
      },
      warned: layers.map { $0.saturationsSeen > 0 }
    )
  }

  private var errorTable: String {
    let causes = ErrorCauses.Cause.allCases.map(\.rawValue)
    return table(
      heading: ["Layer", "Root mean square"] + causes,
      rows: layers.map { layer in
        [
          layer.title,
          layer.rootMeanSquareErrorUlps.fixed(4),
        ] + causes.map { (layer.errorPartsUlps[$0] ?? 0).fixed(4) }
      }
    )
  }

  private func cards(_ samples: [Sample]) -> String {
    "<div class=\"cards\">\n" + samples.map(card).joined(separator: "\n") + "\n</div>"
  }

  private func card(_ sample: Sample) -> String {
    """
    <div class="sample-card">\(picture(sample.inputs))
    <b>Sample \(sample.sample)</b>\(sample.label.map { ", which is \($0)" } ?? "")<br>
    float: \(reading(sample.floatAnswer, sample.floatOutputs))<br>
    fixed point: \(reading(sample.fixedAnswer, sample.fixedOutputs))<br>
    largest error \((sample.largestErrorUlps * outputUlp).significant(3))\
    \(sample.boundUlps.map { " of at most \(($0 * outputUlp).significant(3))" } ?? "")</div>
    """
  }

  /// What is read from outputs, with the output that is the answer, or the first values.
  private func reading(_ answer: [Int], _ outputs: [Double]) -> String {
    let value = { (value: Double) in value.fixed(3) }
    if answer.count == 1, outputs.indices.contains(answer[0]), outputs.count > 1 {
      return "\(answer[0]), output \(value(outputs[answer[0]]))"
    }
    let values = outputs.prefix(Self.mostValues).map(value).joined(separator: ", ")
    let more = outputs.count > Self.mostValues ? ", …" : ""
    return (answer.isEmpty ? "" : answer.map { "\($0)" }.joined(separator: " ") + ", outputs ")
      + values + more
  }

  private static let mostValues = 6

  /// Inputs from 0 to 1 as ink, where they are a square; otherwise nothing.
  private func picture(_ inputs: [Float]) -> String {
    let side = Int(Double(inputs.count).squareRoot())
    guard side * side == inputs.count, side >= 4 else { return "" }
    var cells = ""
    for y in 0..<side {
      var x = 0
      while x < side {
        let ink = Int((min(max(inputs[y * side + x], 0), 1) * 15).rounded())
        var end = x + 1
        while end < side,
          Int((min(max(inputs[y * side + end], 0), 1) * 15).rounded()) == ink
        { end += 1 }
        if ink > 0 {
          let shade = String(15 - ink, radix: 16)
          cells += "<path fill=\"#\(shade)\(shade)\(shade)\" d=\"M\(x) \(y)h\(end - x)v1H\(x)z\"/>"
        }
        x = end
      }
    }
    return
      "<svg aria-hidden=\"true\" viewBox=\"0 0 \(side) \(side)\" shape-rendering=\"crispEdges\">\(cells)</svg>"
  }

  private func table(heading: [String], rows: [[String]], warned: [Bool] = []) -> String {
    let heads = heading.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
    let lines = rows.enumerated().map { index, row in
      let isWarned = index < warned.count && warned[index]
      let cells = row.dropFirst().map { "<td>\(escaped($0))</td>" }.joined()
      return
        "<tr\(isWarned ? " class=\"warn\"" : "")><th scope=\"row\">\(escaped(row[0]))</th>\(cells)</tr>"
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="\(escaped(heading.joined(separator: ", ")))">
      <table class="sortable">
      <thead><tr>\(heads)</tr></thead>
      <tbody>\(lines.joined(separator: "\n"))</tbody>
      </table></div>
      """
  }
}

extension ExportReport.Layer {
  /// Its number, what it does, and with what size where it gives a tensor.
  fileprivate var title: String {
    let kind = kind == "dense" ? "" : " \(kind)"
    let shape = shape.contains("x") ? " \(shape)" : ""
    let activation = kind.hasSuffix("pooling") ? "" : " \(activation)"
    return "\(number)\(kind)\(shape)\(activation)"
  }
}
