import CMath
import FloatNetwork
import Quantization

/// What an activation makes of pre-activations in a range, in real units: in fixed point, and by how much the float
/// network's value differs.
struct BoxActivation {
  /// What it gives in fixed point.
  let values: (ClosedRange<Double>) -> ClosedRange<Double>
  /// The same as a linear enclosure, without `noise`.
  let relaxation: (ClosedRange<Double>) -> Relaxation
  /// How far what it gives can be from the linear enclosure.
  let noise: Double
  /// What it gives in fixed point less the float function of the same pre-activation.
  let residue: (ClosedRange<Double>) -> Interval
  /// The slopes of the float function.
  let slopes: (ClosedRange<Double>) -> Interval
  /// What the float function gives.
  let float: (ClosedRange<Double>) -> Interval

  /// - Parameters:
  ///   - unit: the unit, for what differs from unit to unit.
  ///   - hull: all pre-activations that it is asked about.
  /// - Returns: nil where values are the pre-activations.
  static func of(_ activation: PairedActivation, on hull: ClosedRange<Double>)
    -> ((_ unit: Int) -> BoxActivation)?
  {
    switch activation {
    case .linear, .softmax: return nil
    case .relu:
      let relu = BoxActivation.relu
      return { _ in relu }
    case .cappedRelu(let fixed, let float):
      return { .capped(fixed: fixed * ulp, float: float[$0 % float.count] * ulp) }
    case .sigmoid:
      let sigmoid = smooth(logistic, relaxation: Relaxation.sigmoid) {
        logistic($0) * logistic(-$0)
      }
      return { _ in sigmoid }
    case .tanh:
      let smooth = smooth({ tanh($0) }, relaxation: Relaxation.hyperbolicTangent) {
        1 - tanh($0) * tanh($0)
      }
      return { _ in smooth }
    case .table(let table):
      let tabulated = BoxActivation.tabulated(table, on: hull)
      return { _ in tabulated }
    }
  }

  private static var relu: BoxActivation {
    BoxActivation(
      values: { max(0, $0.lowerBound)...max(0, $0.upperBound) },
      relaxation: Relaxation.relu,
      noise: 0,
      residue: { _ in .zero },
      slopes: { Interval($0.lowerBound >= 0 ? 1 : 0, $0.upperBound <= 0 ? 0 : 1) },
      float: { Interval(max(0, $0.lowerBound), max(0, $0.upperBound)) }
    )
  }

  private static func capped(fixed: Double, float: Double) -> BoxActivation {
    let values = { (range: ClosedRange<Double>) in
      min(fixed, max(0, range.lowerBound))...min(fixed, max(0, range.upperBound))
    }
    return BoxActivation(
      values: values,
      relaxation: { range in
        range.upperBound <= fixed ? Relaxation.relu(range) : .constant(values(range))
      },
      noise: 0,
      residue: { range in
        range.upperBound <= min(fixed, float)
          ? .zero : Interval(min(0, fixed - float), max(0, fixed - float))
      },
      slopes: { range in
        Interval(
          range.lowerBound >= 0 && range.upperBound <= float ? 1 : 0,
          range.upperBound <= 0 || range.lowerBound >= float ? 0 : 1
        )
      },
      float: { Interval($0).clamped(0, float) }
    )
  }

  /// A function that rises, steepest at 0, whose table is its rounding.
  private static func smooth(
    _ function: @escaping (Double) -> Double,
    relaxation: @escaping (ClosedRange<Double>) -> Relaxation,
    slope: @escaping (Double) -> Double
  ) -> BoxActivation {
    BoxActivation(
      values: {
        (function($0.lowerBound)...function($0.upperBound)).widened(by: ulp / 2 + elementarySlack)
      },
      relaxation: relaxation,
      noise: ulp / 2,
      residue: { _ in Interval(-ulp / 2, ulp / 2) },
      slopes: { Interval(rangeOfSlopes(on: $0, slope)) },
      float: { .elementary(function($0.lowerBound), function($0.upperBound)) }
    )
  }

  /// A function that a table stands for: of every word the table is known, and how far it is from the function.
  private static func tabulated(_ table: PairedTable, on hull: ClosedRange<Double>)
    -> BoxActivation
  {
    let words = hull.words
    let tree = RangeTree(
      words.map { word in
        let value = Interval(Double(table.table(Int16(word))))
        return TableWord(value: value, residue: value - table.value(at: Double(word)))
      },
      join: { $0.joined($1) }
    )
    let known = { (range: ClosedRange<Double>) in
      let asked = range.words.clamped(to: words)
      return tree[asked.lowerBound - words.lowerBound...asked.upperBound - words.lowerBound]
    }
    let values = { known($0).value.scaled(ulp).range }
    return BoxActivation(
      values: values,
      relaxation: { .constant(values($0)) },
      noise: 0,
      residue: { known($0).residue.scaled(ulp) },
      slopes: { table($0.lowerBound / ulp...$0.upperBound / ulp).slope },
      float: { table($0.lowerBound / ulp...$0.upperBound / ulp).value.scaled(ulp) }
    )
  }
}

/// What a table gives for some words, and how far it is from its function.
private struct TableWord: Sendable {
  let value: Interval
  let residue: Interval

  func joined(_ other: TableWord) -> TableWord {
    TableWord(value: value.joined(other.value), residue: residue.joined(other.residue))
  }
}

extension ClosedRange<Double> {
  /// The words that a range of pre-activations can have, saturated to 16 bits.
  fileprivate var words: ClosedRange<Int> {
    let ends = [(lowerBound / ulp).rounded(.down), (upperBound / ulp).rounded(.up)].map {
      Int(Swift.min(Swift.max($0, -32_768), 32_767))
    }
    return ends[0]...ends[1]
  }
}
