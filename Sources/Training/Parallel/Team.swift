import Synchronization

/// Threads that run the same work again and again, each its part of it.
///
/// The thread that calls `run()` is one of them; with one thread nothing else is started. Nothing is
/// allocated by `run()`.
final class Team: Sendable {
  /// How many threads there are.
  let threadCount: Int
  private let work: @Sendable (_ thread: Int) -> Void
  private let barrier: Barrier
  private let isStopping: Flag

  private final class Flag: Sendable {
    let value = Atomic<Bool>(false)
  }

  /// Starts threads that wait for `run()`.
  init(threadCount: Int, work: @escaping @Sendable (_ thread: Int) -> Void) {
    let barrier = Barrier(participantCount: threadCount)
    let isStopping = Flag()
    self.threadCount = threadCount
    self.work = work
    self.barrier = barrier
    self.isStopping = isStopping
    for thread in 1..<max(1, threadCount) {
      startThread {
        while true {
          barrier.wait()
          if isStopping.value.load(ordering: .acquiring) { return }
          work(thread)
          barrier.wait()
        }
      }
    }
  }

  /// Runs `work` on all threads, and returns once all are done.
  func run() {
    barrier.wait()
    work(0)
    barrier.wait()
  }

  deinit {
    isStopping.value.store(true, ordering: .releasing)
    barrier.wait()
  }

  /// The part of `count` things that falls to a thread, in steps of `granularity`.
  static func part(
    _ thread: Int,
    of threadCount: Int,
    count: Int,
    granularity: Int = 1
  ) -> Range<Int> {
    let steps = (count + granularity - 1) / granularity
    let start = steps * thread / threadCount * granularity
    let end = steps * (thread + 1) / threadCount * granularity
    return min(start, count)..<min(end, count)
  }
}
