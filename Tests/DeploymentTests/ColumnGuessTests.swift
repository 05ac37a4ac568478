import Datasets
import Deployment
import FloatNetwork
import Testing

@Suite struct ColumnGuessTests {
  private func network(_ activation: Activation, outputs: Int) throws -> Network {
    try Network(layers: [
      NetworkLayer(
        inputCount: 2,
        unitCount: outputs,
        activation: activation,
        weights: .init(repeating: 1, count: 2 * outputs),
        biases: .init(repeating: 0, count: outputs)
      )
    ])
  }

  private func guess(
    _ activation: Activation,
    _ outputs: Int,
    _ rows: [[Float]]
  ) throws -> TableFormat.LabelColumn {
    let columns = Dataset(
      inputCount: rows[0].count,
      classCount: 1,
      inputs: Array(rows.joined()),
      labels: .init(repeating: 0, count: rows.count)
    )
    return ColumnGuess(for: try network(activation, outputs: outputs), columns: columns).label
  }

  @Test func oneColumnAnInputIsNoLabel() throws {
    #expect(try guess(.softmax, 3, [[1, 2]]) == .none)
  }

  @Test func behindTheInputsOfOneOutputStandsItsTargetUnlessItIsAFlagOfASigmoid() throws {
    #expect(try guess(.linear, 1, [[1, 2, 0], [1, 2, 1]]) == .targets(.last(1)))
    #expect(try guess(.sigmoid, 1, [[1, 2, 0], [1, 2, 1]]) == .last)
    #expect(try guess(.sigmoid, 1, [[1, 2, 0.25]]) == .targets(.last(1)))
  }

  @Test func asManyMoreColumnsAsOutputsAreTargetsOrAOneHotLabel() throws {
    #expect(try guess(.linear, 2, [[1, 2, 0.5, 7]]) == .targets(.last(2)))
    #expect(try guess(.softmax, 2, [[1, 2, 0, 1], [1, 2, 1, 0]]) == .oneHot(2))
    #expect(try guess(.sigmoid, 2, [[1, 2, 1, 1], [1, 2, 0, 0]]) == .targets(.last(2)))
  }

  @Test func otherwiseTheLastColumnIsTheLabel() throws {
    #expect(try guess(.softmax, 3, [[1, 2, 0]]) == .last)
    #expect(ColumnGuess(for: try network(.softmax, outputs: 2), columns: nil).label == .last)
  }
}
