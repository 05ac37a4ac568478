/// A function that the layers of a file share. A file has those that it needs, in the order of the cases.
enum Helper: Int, CaseIterable, Comparable {
  case shifted, shifted64, saturated, saturated64, word, word64
  case sum, sumBlocks16, sumBlocks32, sum64
  case fourProducts, sum8, sum8Wide, halves, fourHalves, weight4, sum4, sum4Wide
  case firstInside, endInside
  case average, average64
  case added
  case relu, capped, grown, sigmoid, tanh, table
  case exponential, share, precedes, softmax
  case indexOfLargest, indexOfSmallest, countReached
  case roundedUp, errorAt, common, rowError
  case reluError, cappedError, slopeError, tableError, addedError, sharesError, spreadShares

  static func < (first: Helper, second: Helper) -> Bool { first.rawValue < second.rawValue }

  /// The helpers that it calls.
  var needs: [Helper] {
    switch self {
    case .word: [.shifted, .saturated]
    case .word64: [.shifted64, .saturated64]
    case .sumBlocks16, .sumBlocks32: [.sum]
    case .sum8: [.fourProducts]
    case .sum8Wide: [.sum8]
    case .weight4: [.halves]
    case .sum4: [.halves, .fourHalves]
    case .sum4Wide: [.sum4]
    case .added: [.word]
    case .sigmoid, .tanh: [.grown]
    case .table: [.shifted, .saturated]
    case .share: [.exponential]
    case .precedes: [.share]
    case .softmax: [.exponential, .share, .precedes]
    case .rowError, .addedError: [.roundedUp]
    case .slopeError: [.roundedUp, .grown]
    case .tableError: [.roundedUp, .shifted]
    case .spreadShares: [.sharesError]
    default: []
    }
  }

  /// All of some helpers and what they call, in order.
  static func closure(of wanted: Set<Helper>) -> [Helper] {
    var all = wanted
    var left = Array(wanted)
    while let next = left.popLast() {
      for need in next.needs where all.insert(need).inserted { left.append(need) }
    }
    return all.sorted()
  }
}
