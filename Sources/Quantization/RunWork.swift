import FloatNetwork
import HalfwordRuntime

/// Some work of one sort that a run does, in amounts of its parts, each of which takes about so much on a core:
/// what every place, panel of rows, run of a patch and multiply-accumulate takes is much the same throughout a sort.
///
/// `Tools/fit-instruction-model` fits what the parts take to the counts of layers, of which `ExampleModels` tells it
/// the work.
package struct RunWork: Equatable, Sendable {
  /// What distinguishes the sort: a kind of layer and what decides by which way it goes; an activation.
  package let sort: String
  /// How often each part occurs, in an order of the sort's own.
  package let amounts: [Int]
}

extension QuantizedNetwork {
  /// The work of each layer that has a run of its own, the one behind a convolution that adds in its last step not;
  /// with that of reading the layer after it. First what comes before the first layer.
  package var work: [[RunWork]] {
    let added = layers.map(\.form).addedTensors
    var result = [[RunWork(sort: "run", amounts: [1])] + layers[0].workOfReading]
    var index = 0
    while index < layers.count {
      var work = layers[index].work(hasAddition: added[index] != nil)
      if added[index] != nil {
        let isWhole = layers[index].takesWholePatches
        index += 1
        work += layers[index].workOfReading + layers[index].workOfActivation(isWhole: isWhole)
      }
      index += 1
      if index < layers.count {
        work += layers[index].workOfReading
      } else {
        work.append(RunWork(sort: "end", amounts: [1]))
      }
      result.append(work)
    }
    return result
  }
}

extension QuantizedLayer {
  fileprivate var workOfReading: [RunWork] {
    let kinds = ["dense", "convolution", "depthwise", "max-pooling", "average-pooling", "addition"]
    return [RunWork(sort: "reading", amounts: kinds.map { $0 == form.kind.name ? 1 : 0 })]
  }

  /// What an activation takes that is not part of a row's end: at each place where it is called, and a value.
  ///
  /// - Parameter isWhole: whether it comes after a kernel for whole patches, which does without it otherwise.
  fileprivate func workOfActivation(isWhole: Bool) -> [RunWork] {
    let name: String
    switch activation {
    case .linear, .relu, .maxout: return []
    case .cappedRelu: name = "cap"
    case .sigmoid: name = "sigmoid"
    case .tanh: name = "tanh"
    case .table: name = "table"
    case .softmax: name = "softmax"
    }
    let places = form.kind == .dense ? 1 : form.output.placeCount
    let sort = isWhole ? "\(name) whole" : name
    return [RunWork(sort: sort, amounts: [1, places, form.valueCount])]
  }

  /// - Parameter hasAddition: whether an addition is its last step.
  fileprivate func work(hasAddition: Bool) -> [RunWork] {
    let own: RunWork
    switch form.kind {
    case .dense: own = dense
    case .convolution(let window): own = convolution(window, hasAddition)
    case .depthwise(let window): own = depthwise(window, hasAddition)
    case .maxPooling(let window), .averagePooling(let window, _): own = pooling(window)
    case .addition:
      own = RunWork(sort: "addition", amounts: [1, form.output.placeCount, form.valueCount])
    }
    return [own] + workOfActivation(isWhole: takesWholePatches)
  }

  /// Whether a kernel takes all rows of a place at once, on cores that have one (`WholePatches`).
  fileprivate var takesWholePatches: Bool {
    guard !isNarrow else { return false }
    switch form.kind {
    case .convolution(let window):
      return window.hasOneRun && activation.pieces == 1
        && isNarrowed(columns: window.placeCount * form.input.channels)
    case .depthwise(let window): return isByFours && isNarrowed(columns: window.placeCount)
    default: return false
    }
  }

  /// Whether four rows of a depthwise layer read four channels side by side.
  private var isByFours: Bool {
    rowCount == form.input.channels && rowCount.isMultiple(of: 4)
  }

  private var isNarrow: Bool { weightFormat != .bits16 }

  /// What distinguishes sorts of sums: their form, and of narrow weights, with which all forms but the first go one way,
  /// the bits.
  private var sumsName: String {
    guard isNarrow else { return "\(sums)" }
    return (sums == .bits32 ? "bits32" : "wider") + " \(weightFormat)"
  }

  /// No columns yet, of runs of this layer.
  private var noColumns: RunColumns {
    switch sums {
    case _ where isNarrow: RunColumns(turn: 8, stretch: sums == .bits32 ? nil : 256)
    case .bits32, .bits64: RunColumns(turn: 8)
    case .blocks16: RunColumns(turn: 16)
    case .blocks32: RunColumns(turn: 32)
    }
  }

  private var dense: RunWork {
    let panels = panels.panelCount
    var columns = noColumns
    columns.add(inputCount, times: panels)
    return RunWork(
      sort: "dense \(sumsName)" + (activation.pieces > 1 ? " maxout" : ""),
      amounts: [1, panels, rowCount, unitCount] + columns.amounts
    )
  }

  /// Whether the fractional bits let a kernel for whole patches narrow a sum of so many columns to 32 bits before its
  /// last shift (`WholePatches`).
  private func isNarrowed(columns: Int) -> Bool {
    var bits = 0
    if sums != .bits32 {
      while columns + 2 > 2 << bits { bits += 1 }
    }
    return fractionBits.allSatisfy { $0 > bits }
  }

  /// A convolution goes one way where each row of a patch lies side by side, and has as many columns as whole pairs or
  /// not, and fractional bits enough; and others where not, or where units have pieces.
  private func convolution(_ window: Window, _ hasAddition: Bool) -> RunWork {
    let channels = form.input.channels
    let isOneRun = window.hasOneRun
    let isApart = !isOneRun || activation.pieces > 1
    let panels = panels.panelCount
    var (columns, unaligned) = (noColumns, noColumns)
    var (runs, oddPlaces, oddRuns) = (0, 0, 0)
    let spans = Spans(form, window)
    spans.eachPlace { vertical, horizontal in
      guard horizontal.count > 0 else { return }
      let places = isOneRun ? 1 : horizontal.count
      let length = isOneRun ? horizontal.count * channels : channels
      // The first column may be the second of its pair, which is then left out.
      let isOdd = isOneRun && !(horizontal.kernel.lowerBound * channels).isMultiple(of: 2)
      runs += panels * vertical.count * places
      oddPlaces += isOdd ? 1 : 0
      oddRuns += isOdd ? panels * vertical.count : 0
      guard !channels.isMultiple(of: 2) else {
        return columns.add(length, times: panels * vertical.count * places)
      }
      // Pairs of inputs begin at an even place of the tensor, or not.
      for row in 0..<vertical.count {
        let line = (vertical.first + row * vertical.step) * form.input.width
        for place in 0..<places {
          let first = line + horizontal.first + place * horizontal.step
          if first.isMultiple(of: 2) != isOdd {
            columns.add(length - (isOdd ? 1 : 0), times: panels)
          } else {
            unaligned.add(length - (isOdd ? 1 : 0), times: panels)
          }
        }
      }
    }
    var way = isApart ? "apart" : channels.isMultiple(of: 2) ? "even" : "odd"
    if !isApart, !takesWholePatches { way += " wide" }
    return RunWork(
      sort: "convolution \(sumsName)" + (isNarrow ? "" : " \(way)"),
      amounts: spans.amounts + places(panels, hasAddition) + [runs, oddPlaces, oddRuns]
        + columns.amounts + unaligned.amounts
    )
  }

  /// A depthwise layer goes one way where four rows read four channels side by side and fractional bits are enough, and
  /// others where not.
  private func depthwise(_ window: Window, _ hasAddition: Bool) -> RunWork {
    let isApart = !isByFours
    var (runs, triples, products, odd) = (0, 0, 0, 0)
    let spans = Spans(form, window)
    spans.eachPlace { vertical, horizontal in
      // Three places are a number that a kernel may take at once.
      if horizontal.count == 3 {
        triples += rowCount * vertical.count
      } else if horizontal.count > 0 {
        runs += rowCount * vertical.count
        products += rowCount * vertical.count * horizontal.count
        odd += rowCount * vertical.count * (horizontal.count % 2)
      }
    }
    var way = isApart ? "apart" : window.dilationWidth > 1 ? "dilated" : "whole"
    if !isApart, !takesWholePatches { way += " wide" }
    return RunWork(
      sort: "depthwise \(sumsName)" + (isNarrow ? "" : " \(way)"),
      amounts: spans.amounts + places(panels.panelCount, hasAddition)
        + [runs, triples, products, odd]
    )
  }

  /// What a layer with weights does at each place: panels, rows, units, and the places and values of an addition.
  private func places(_ panels: Int, _ hasAddition: Bool) -> [Int] {
    let places = form.output.placeCount
    return [
      places * panels, places * rowCount, places * unitCount, hasAddition ? 1 : 0,
      hasAddition ? places : 0, hasAddition ? form.valueCount : 0,
    ]
  }

  private func pooling(_ window: Window) -> RunWork {
    let channels = form.input.channels
    var (runs, places) = (0, 0)
    let spans = Spans(form, window)
    spans.eachPlace { vertical, horizontal in
      runs += vertical.count * channels
      places += vertical.count * horizontal.count * channels
    }
    return RunWork(
      sort: form.kind.name,
      amounts: spans.amounts + [form.valueCount, runs, places]
    )
  }
}

/// The columns of runs: turns of a kernel's loop, runs that are not whole turns, and the pairs and single columns
/// left; and the stretches of columns after which sums are widened, where there are any.
private struct RunColumns {
  private(set) var amounts: [Int]
  private let turn: Int
  private let stretch: Int?

  init(turn: Int, stretch: Int? = nil) {
    self.turn = turn
    self.stretch = stretch
    amounts = Array(repeating: 0, count: stretch == nil ? 4 : 5)
  }

  mutating func add(_ columns: Int, times count: Int) {
    let rest = columns % turn
    amounts[0] += count * (columns / turn)
    amounts[1] += rest > 0 ? count : 0
    amounts[2] += count * (rest / 2)
    amounts[3] += count * (rest % 2)
    if let stretch { amounts[4] += count * ((columns + stretch - 1) / stretch) }
  }
}

/// What of a window lies inside the input, at each place of the output.
private struct Spans {
  private let vertical: [KernelSpan]
  private let horizontal: [KernelSpan]
  private let window: Window

  init(_ form: LayerForm, _ window: Window) {
    vertical = (0..<form.output.height).map { window.rows(at: $0, of: form.input.height) }
    horizontal = (0..<form.output.width).map { window.columns(at: $0, of: form.input.width) }
    self.window = window
  }

  func eachPlace(_ body: (KernelSpan, KernelSpan) -> Void) {
    for vertical in vertical {
      for horizontal in horizontal { body(vertical, horizontal) }
    }
  }

  /// The layer; rows of the output; places; those that see another part of the kernel than the one before them in
  /// their row; and those of which a part lies outside.
  var amounts: [Int] {
    let changes = zip(horizontal, horizontal.dropFirst()).count { $0.kernel != $1.kernel }
    let cut =
      vertical.count { $0.count < window.kernelHeight } * horizontal.count
      + horizontal.count { $0.count < window.kernelWidth } * vertical.count
    return [
      1, vertical.count, vertical.count * horizontal.count, vertical.count * (1 + changes), cut,
    ]
  }
}

extension Window {
  /// Whether the places of a row lie side by side.
  fileprivate var hasOneRun: Bool { dilationWidth == 1 || kernelWidth == 1 }
}
