/// How the momentum goes: in a straight line from its first value to its last over some epochs, then
/// it stays (Sutskever et al., ICML 2013, raise it in such a way; so does *Maxout Networks*).
public struct MomentumSchedule: Equatable, Sendable, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral
{
  /// In the first epoch.
  public var initial: Double
  /// From epoch `epochs` + 1 on.
  public var final: Double
  /// How many epochs the way takes.
  public var epochs: Int

  /// Goes from `initial` to `final`.
  public init(from initial: Double, to final: Double, epochs: Int) {
    self.initial = initial
    self.final = final
    self.epochs = epochs
  }

  /// Stays.
  public init(_ momentum: Double) { self.init(from: momentum, to: momentum, epochs: 0) }

  /// Stays.
  public init(floatLiteral value: Double) { self.init(value) }

  /// Stays.
  public init(integerLiteral value: Int) { self.init(Double(value)) }

  /// The momentum of an epoch, which counts from 1.
  func momentum(epoch: Int) -> Double {
    guard epochs > 0 else { return final }
    return initial + (final - initial) * min(1, Double(epoch - 1) / Double(epochs))
  }
}
