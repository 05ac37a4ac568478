import FloatNetwork
import HalfwordRuntime

/// Looks for places of blocks that take little memory: one block after the other at the lowest place that those
/// placed before leave, in many orders.
struct BlockSearch {
  private let blocks: [PlannedBlock]
  /// For each pair of blocks what their places may be.
  private let relations: [[Relation]]

  /// What the places of two blocks may be.
  private enum Relation {
    /// They never exist at the same time.
    case free
    /// They must not share a byte.
    case apart
    /// The second may lie so many bytes, or more, below the first, which it is computed from; otherwise apart.
    case behind(Int)
    /// The same with the first and the second exchanged.
    case before(Int)
  }

  init(_ blocks: [PlannedBlock], _ forms: [LayerForm]) {
    self.blocks = blocks
    relations = blocks.map { first in
      blocks.map { second in
        if first.death < second.birth || second.death < first.birth { return .free }
        if first.death == second.birth { return .behind(Self.distance(of: forms[first.death])) }
        if second.death == first.birth { return .before(Self.distance(of: forms[second.death])) }
        return .apart
      }
    }
  }

  /// How many bytes below what it reads a layer's output must begin, where they share memory.
  private static func distance(of form: LayerForm) -> Int {
    WeightPanels.bytesPerValue * form.geometry.reach(of: form.kindCode)
  }

  /// The best that was found.
  var best: [PlannedBlock] {
    let bySize = blocks.indices.sorted { blocks[$0].size > blocks[$1].size }
    var order = bySize
    var best = placed(bySize)
    var least = Self.peak(best)
    let orders = [Array(blocks.indices), bySize.reversed()]
    var random = ChangedOrders(seed: 17)
    let goal = lowerBound
    // Of few blocks the same orders come again and again.
    var peaks: [[Int]: Int] = [:]
    for turn in 0..<Self.mostTurns where least > goal {
      let tried = turn < orders.count ? orders[turn] : random.changed(order)
      if let known = peaks[tried] {
        if known == least { order = tried }
        continue
      }
      let candidate = placed(tried)
      let peak = Self.peak(candidate)
      peaks[tried] = peak
      guard peak <= least else { continue }
      order = tried
      if peak < least { (best, least) = (candidate, peak) }
    }
    return best
  }

  /// No plan takes less than blocks that must be apart.
  private var lowerBound: Int {
    blocks.indices.map { first in
      blocks.indices.filter { second in
        if case .apart = relations[first][second] { true } else { first == second }
      }
      .filter { blocks[$0].birth <= blocks[first].birth && blocks[first].birth <= blocks[$0].death }
      .reduce(0) { $0 + blocks[$1].size }
    }.max() ?? 0
  }

  private static func peak(_ blocks: [PlannedBlock]) -> Int { blocks.map(\.end).max() ?? 0 }

  private func placed(_ order: [Int]) -> [PlannedBlock] {
    var result = blocks
    var done: [Int] = []
    for index in order {
      var candidates = [0]
      for other in done {
        let there = result[other]
        switch relations[other][index] {
        case .free: continue
        case .apart: candidates.append(there.end)
        case .behind(let distance):
          candidates += [there.end, (there.offset - distance) & ~3]
        case .before(let distance):
          candidates += [there.end, ImageFormat.wholeWords(there.offset + distance)]
        }
      }
      for place in candidates.sorted() where place >= 0 {
        result[index].offset = place
        if done.allSatisfy({ allows(result[$0], result[index], relations[$0][index]) }) { break }
      }
      done.append(index)
    }
    return result
  }

  private func allows(_ there: PlannedBlock, _ block: PlannedBlock, _ relation: Relation) -> Bool {
    let isApart = block.offset >= there.end || block.end <= there.offset
    switch relation {
    case .free: return true
    case .apart: return isApart
    case .behind(let distance): return isApart || block.offset <= there.offset - distance
    case .before(let distance): return isApart || there.offset <= block.offset - distance
    }
  }

  private static let mostTurns = 3_000
}

/// Orders that differ a little from one, the same ones each time.
private struct ChangedOrders {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func number(below limit: Int) -> Int {
    // Knuth's MMIX generator, of which the high bits are taken.
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }

  mutating func changed(_ order: [Int]) -> [Int] {
    guard order.count > 1 else { return order }
    var result = order
    for _ in 0...number(below: 3) {
      let moved = result.remove(at: number(below: result.count))
      result.insert(moved, at: number(below: result.count + 1))
    }
    return result
  }
}
