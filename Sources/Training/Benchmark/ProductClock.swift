import Synchronization

/// Adds up the time that matrix products take on all threads, while it runs.
final class ProductClock: Sendable {
  private let isRunning = Atomic<Bool>(false)
  private let nanosecondSum = Atomic<Int>(0)
  private let operationSum = Atomic<Int>(0)

  /// Sets the sums to 0 and begins.
  func start() {
    nanosecondSum.store(0, ordering: .relaxed)
    operationSum.store(0, ordering: .relaxed)
    isRunning.store(true, ordering: .releasing)
  }

  /// Ends.
  ///
  /// - Returns: the seconds of all threads together, and the floating-point operations done in them.
  func stop() -> (seconds: Double, operations: Int) {
    isRunning.store(false, ordering: .releasing)
    return (
      Double(nanosecondSum.load(ordering: .acquiring)) * 1e-9,
      operationSum.load(ordering: .acquiring)
    )
  }

  /// Called before a product; nil where the clock does not run.
  @inline(__always)
  func begin() -> ContinuousClock.Instant? {
    isRunning.load(ordering: .relaxed) ? .now : nil
  }

  /// Called after it.
  @inline(__always)
  func end(_ start: ContinuousClock.Instant?, floatingPointOperations: Int) {
    guard let start else { return }
    let duration = ContinuousClock.now - start
    nanosecondSum.add(Int(duration / .nanoseconds(1)), ordering: .relaxed)
    operationSum.add(floatingPointOperations, ordering: .relaxed)
  }
}
