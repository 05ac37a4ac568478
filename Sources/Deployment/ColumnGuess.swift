public import Datasets
public import FloatNetwork

/// What the columns of a table are for a network, where nobody says it: its inputs, and behind them nothing,
/// a label, or what the outputs should be.
public struct ColumnGuess: Equatable, Sendable {
  /// Where the label or the targets stand.
  public let label: TableFormat.LabelColumn
  /// What was taken for what, for a person; nil where it is as the help says.
  public let note: String?

  /// Looks at how many columns there are, and at what stands in those behind the inputs.
  ///
  /// - Parameter columns: every column as a value; nil where some are no numbers, which are labels then.
  public init(for network: Network, columns: Dataset?) {
    let (inputs, outputs) = (network.inputCount, network.outputCount)
    let last = network.layers.last?.activation
    guard let columns else {
      (label, note) = (.last, nil)
      return
    }
    let more = columns.inputCount - inputs
    if more == 0 {
      label = .none
      note = "the table has one column an input, so it has neither labels nor targets"
    } else if more == 1, outputs == 1,
      last != .sigmoid || !Self.areFlags(columns, from: inputs)
    {
      label = .targets(.last(1))
      note = "the last column is what the one output should be (--targets 1)"
    } else if more == outputs, outputs > 1 {
      let isOneHot = last == .softmax && Self.areOneHot(columns, from: inputs)
      label = isOneHot ? .oneHot(outputs) : .targets(.last(outputs))
      note =
        "the last \(outputs) columns are "
        + (isOneHot
          ? "one for each class (--label one-hot:\(outputs))"
          : "what the outputs should be (--targets \(outputs))")
    } else {
      (label, note) = (.last, nil)
    }
  }

  private static func areFlags(_ columns: Dataset, from first: Int) -> Bool {
    (0..<columns.count).allSatisfy { sample in
      columns.input(at: sample).dropFirst(first).allSatisfy { $0 == 0 || $0 == 1 }
    }
  }

  private static func areOneHot(_ columns: Dataset, from first: Int) -> Bool {
    areFlags(columns, from: first)
      && (0..<columns.count).allSatisfy { sample in
        columns.input(at: sample).dropFirst(first).reduce(0, +) == 1
      }
  }
}
