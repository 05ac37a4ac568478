import Conformance
import Foundation
import HalfwordRuntime
import Quantization

extension ExportReport {
  /// The report as one HTML file that needs nothing else: pictures are inline SVG.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Halfword export \(identity)</title>
    <style>
    :root { color-scheme: light dark; --line: #ccc; --warning: #fff0d0; }
    @media (prefers-color-scheme: dark) { :root { --line: #555; --warning: #4a3800; } }
    body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
    table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
    th, td { border-bottom: 1px solid var(--line); padding: .3rem .7rem; text-align: right; }
    th { font-weight: 600; vertical-align: bottom; }
    td:first-child, th:first-child { text-align: left; }
    .warn { background: var(--warning); }
    .cards { display: flex; flex-wrap: wrap; gap: 1rem; }
    .card { border: 1px solid var(--line); border-radius: .4rem; padding: .6rem; width: 13rem; font-size: 13px; }
    .card svg { width: 100%; height: auto; background: #fff; }
    .memory { width: 100%; height: auto; }
    </style>
    </head>
    <body>
    <h1>Export \(identity)</h1>
    <p><code>\(escaped(network))</code></p>
    \(summary)
    <h2>Layers</h2>
    \(weightTable)
    \(memorySection)<h2>Ranges, for \(escaped(provedFor))</h2>
    \(rangeTable)
    <h2>What the error of each layer is made of, in ulps of 1/256</h2>
    \(errorTable)
    <h2>Samples whose answer changed</h2>
    \(changedSamples.isEmpty ? "<p>None.</p>" : cards(changedSamples))
    <h2>Samples with the largest errors</h2>
    \(cards(worstSamples))
    </body>
    </html>

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
      "Median bound of an output", medianBound.map { String(format: "%.3g", $0) } ?? "none of use",
    ])
    rows.append(["Wrong certificates or bounds", "\(wrongCertificateCount)"])
    rows.append(["Outputs that are not what the numbers define", "\(wrongOutputCount)"])
    rows.append(["Values of inputs beyond 16 bits", "\(saturatedInputCount)"])
    return "<h2>Verdict</h2>\n<pre>\(escaped(verdict.text))</pre>\n"
      + table(heading: ["What", "How much"], rows: rows)
      + "<h2>Outputs, in the network's own units</h2>\n" + outputTable
  }

  private var outputTable: String {
    table(
      heading: [
        "Output", "Float", "Root mean square error", "Largest error", "R²", "Rank correlation",
      ],
      rows: outputs.enumerated().map { index, output in
        [
          "\(index)", String(format: "%.4g … %.4g", output.smallest, output.largest),
          String(format: "%.3g", output.rootMeanSquareError),
          String(format: "%.3g", output.largestError),
          output.determination.map { String(format: "%.6f", $0) } ?? "constant",
          output.rankCorrelation.map { String(format: "%.6f", $0) } ?? "constant",
        ]
      }
    )
  }

  private func percent(_ value: Double) -> String { String(format: "%.2f %%", value) }

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
          String(format: "%.3f … %.3f", layer.smallestWeight, layer.largestWeight),
          String(format: "%.1f %%", 100 * layer.weightRangeUse), "\(layer.clippedWeights)",
          "\(layer.zeroWeights)", layer.weightFractionBits,
          layer.weightSignalToNoiseDecibels.map { String(format: "%.1f dB", $0) } ?? "exact",
          layer.sums, String(format: "%.1f %%", 100 * layer.accumulatorUse),
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
          String(
            format: "%.1f … %.1f",
            layer.preActivationProvedSmallest,
            layer.preActivationProvedLargest
          ),
          String(
            format: "%.1f … %.1f",
            layer.preActivationSeenSmallest,
            layer.preActivationSeenLargest
          ),
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
          String(format: "%.4f", layer.rootMeanSquareErrorUlps),
        ] + causes.map { String(format: "%.4f", layer.errorPartsUlps[$0] ?? 0) }
      }
    )
  }

  private func cards(_ samples: [Sample]) -> String {
    "<div class=\"cards\">\n" + samples.map(card).joined(separator: "\n") + "\n</div>"
  }

  private func card(_ sample: Sample) -> String {
    """
    <div class="card">\(picture(sample.inputs))
    <b>Sample \(sample.sample)</b>\(sample.label.map { ", which is \($0)" } ?? "")<br>
    float: \(reading(sample.floatAnswer, sample.floatOutputs))<br>
    fixed point: \(reading(sample.fixedAnswer, sample.fixedOutputs))<br>
    largest error \(String(format: "%.3g", sample.largestErrorUlps * outputUlp))\
    \(sample.boundUlps.map { String(format: " of at most %.3g", $0 * outputUlp) } ?? "")</div>
    """
  }

  /// What is read from outputs, with the output that is the answer, or the first values.
  private func reading(_ answer: [Int], _ outputs: [Double]) -> String {
    let value = { (value: Double) in String(format: "%.3f", value) }
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
    return "<svg viewBox=\"0 0 \(side) \(side)\" shape-rendering=\"crispEdges\">\(cells)</svg>"
  }

  private func table(heading: [String], rows: [[String]], warned: [Bool] = []) -> String {
    let cells = { (tag: String, values: [String]) in
      values.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined()
    }
    let lines = rows.enumerated().map { index, row in
      let isWarned = index < warned.count && warned[index]
      return "<tr\(isWarned ? " class=\"warn\"" : "")>\(cells("td", row))</tr>"
    }
    return "<table>\n<tr>\(cells("th", heading))</tr>\n\(lines.joined(separator: "\n"))\n</table>"
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

private func escaped(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
}
