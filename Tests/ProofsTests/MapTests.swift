import FloatNetwork
import Quantization
import Testing
import _TestSupport

@testable import Proofs

/// Every kind's map against itself unrolled, which is compared with the float network's own sums.
@Suite struct MapTests {
  /// The maps of random graphs' layers.
  private func withMaps(
    _ count: Int,
    seed: UInt64,
    _ body: (NetworkLayer, PairedLayer, inout TestRandom) throws -> Void
  ) throws {
    var random = TestRandom(seed: seed)
    for _ in 0..<count {
      let network = try RandomGraph.network(steps: 3, using: &random)
      for layer in network.layers {
        // Alone, and without an activation that takes time to pair.
        let pieces = layer.activation.pieces
        let form = try layer.form.reading(layer.sources.map { _ in 0 })
          .with(activation: pieces > 1 ? .maxout(pieces: pieces) : .linear)
        let alone = try Network(
          inputShape: form.input,
          graph: [NetworkLayer(form, weights: layer.weights, biases: layer.biases)],
          isDropoutFolded: true
        )
        let fixed = try QuantizedNetwork(quantizing: alone, format: .plain, saturate: true)
        try body(alone.layers[0], PairedNetwork(alone, with: fixed).layers[0], &random)
      }
    }
  }

  private func vector(_ count: Int, _ random: inout TestRandom) -> [Double] {
    (0..<count).map { _ in Double.random(in: -1...1, using: &random) }
  }

  private func isNear(_ first: [Double], _ second: [Double]) -> Bool {
    first.count == second.count && zip(first, second).allSatisfy { abs($0 - $1) < 1e-12 }
  }

  @Test func sumsAreThoseOfTheFloatNetwork() throws {
    try withMaps(60, seed: 91) { layer, pair, random in
      let inputs = layer.sources.map { _ in vector(layer.inputCount, &random) }
      // Both sources of an addition are the network's input.
      let network = try Network(inputShape: layer.form.input, graph: [layer])
      let sums = network.referencePreActivations(for: inputs[0])[0]
      let own = pair.maps.float.times(layer.sources.map { _ in inputs[0] }).enumerated().map {
        $1 + pair.coefficients.floatBiases[$0 % pair.rowCount]
      }
      #expect(isNear(own, sums), "\(layer.form)")
    }
  }

  @Test func mapsAreThoseOfTheirUnrolledMatrices() throws {
    try withMaps(60, seed: 92) { layer, pair, random in
      let map = pair.maps.float
      let inputs = layer.sources.map { _ in vector(layer.inputCount, &random) }
      let matrices = layer.sources.indices.map { map.unrolled(source: $0) }
      var (sums, magnitudes) = (map.times(inputs), map.absoluteTimes(inputs))
      for (matrix, input) in zip(matrices, inputs) {
        for (sum, part) in matrix.times(input).enumerated() { sums[sum] -= part }
        for (sum, part) in matrix.absoluteTimes(input).enumerated() { magnitudes[sum] -= part }
      }
      #expect(isNear(sums + magnitudes, (sums + magnitudes).map { _ in 0 }), "\(layer.form)")
      // No sum's coefficients are larger than its row's norm says, nor are there more readers.
      for sum in 0..<layer.form.sumCount {
        let size = matrices.reduce(0) { $0 + $1.row(sum).reduce(0) { $0 + abs($1) } }
        #expect(size <= map.rowNorms[sum % pair.rowCount] * (1 + 1e-12))
      }
      for matrix in matrices {
        for input in 0..<layer.inputCount {
          let readers = (0..<matrix.rowCount).count {
            matrix.values[$0 * matrix.columnCount + input] != 0
          }
          #expect(readers <= map.mostReaders)
        }
      }
    }
  }

  /// c·(M x) = (c M)·x for random coefficients, slopes and deciding sums.
  @Test func goingBackIsTheTransposedMap() throws {
    try withMaps(60, seed: 93) { layer, pair, random in
      let map = pair.maps.float
      let values = layer.valueCount
      let coefficients = SumCoefficients(
        values: RowMatrix(rowCount: 3, columnCount: values, values: vector(3 * values, &random)),
        slopes: vector(values, &random).map { abs($0) < 0.3 ? 0 : $0 },
        sums: (0..<values).map {
          layer.form.candidates(ofValue: $0).randomElement(using: &random)!
        }
      )
      for source in layer.sources.indices {
        let input = vector(layer.inputCount, &random)
        let sums = map.times(layer.sources.indices.map { $0 == source ? input : nil })
        let start = vector(3 * layer.inputCount, &random)
        var back = start
        map.add(coefficients, source: source, to: &back)
        for row in 0..<3 {
          let expected = (0..<values).reduce(0.0) {
            $0 + coefficients.factor(row, $1) * sums[coefficients.sums[$1]]
          }
          let found = input.indices.reduce(0.0) {
            let index = row * input.count + $1
            return $0 + (back[index] - start[index]) * input[$1]
          }
          #expect(abs(expected - found) < 1e-11, "\(layer.form)")
        }
      }
    }
  }
}
