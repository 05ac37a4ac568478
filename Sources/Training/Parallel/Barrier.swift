import Synchronization

/// Where threads wait for each other: nobody leaves before all have come.
///
/// Mini-batches are short, so a thread first spins; where the others are long in coming, it sleeps.
final class Barrier: Sendable {
  private let participantCount: Int
  private let arrivedCount = Atomic<Int>(0)
  /// How often all have come.
  private let generation = Atomic<Int>(0)
  private let sleepers = Condition()

  init(participantCount: Int) { self.participantCount = participantCount }

  /// Returns as soon as every participant has called it. What each wrote before, all see after.
  func wait() {
    guard participantCount > 1 else { return }
    let current = generation.load(ordering: .acquiring)
    let arrived = arrivedCount.add(1, ordering: .acquiringAndReleasing).newValue
    if arrived == participantCount {
      arrivedCount.store(0, ordering: .relaxed)
      sleepers.lock()
      generation.store(current + 1, ordering: .releasing)
      sleepers.broadcast()
      sleepers.unlock()
      return
    }
    for _ in 0..<Self.spinCount where generation.load(ordering: .acquiring) != current { return }
    sleepers.lock()
    while generation.load(ordering: .acquiring) == current { sleepers.wait() }
    sleepers.unlock()
  }

  /// Some tens of microseconds.
  private static let spinCount = 50_000
}
