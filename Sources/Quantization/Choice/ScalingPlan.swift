import FloatNetwork

/// A way to fit powers of two and offsets.
struct ScalingPlan {
  let name: String
  let isShared: Bool
  let usesSearch: Bool
  /// From how many bits on an offset is used.
  let offsetBits: Int

  /// The plans, those first that leave the least to chance.
  ///
  /// - Parameter judgeCount: how many samples judge; a few cannot tell that the search is of no use.
  static func plans(hasSamples: Bool, judgeCount: Int) -> [ScalingPlan] {
    let fewest = 40
    // Where no sample judges, each input's own range is what is known.
    let choices = hasSamples ? [(true, 2), (false, 2), (false, 1)] : [(false, 2)]
    return (judgeCount >= fewest ? [true, false] : [true]).flatMap { usesSearch in
      choices.map { isShared, offsetBits in
        ScalingPlan(
          name: (isShared ? "one power of two for all inputs" : "one power of two for each input")
            + (offsetBits == 1 ? ", offsets wherever they gain a bit" : "")
            + (usesSearch ? "" : ", without a search for extremes"),
          isShared: isShared,
          usesSearch: usesSearch,
          offsetBits: offsetBits
        )
      }
    }
  }

  /// How many times smaller than another plan's its error must be for it to be taken in place of that: hardly,
  /// where only offsets differ; clearly, where it leaves more to chance.
  func leastGain(over other: ScalingPlan) -> Double {
    isShared == other.isShared && usesSearch == other.usesSearch ? 1.05 : 1.5
  }

  /// How the plan chooses.
  func options(_ request: NumberRequest) -> ScalingOptions {
    var options = ScalingOptions()
    options.headroomBits = request.headroomBits
    // What is promised needs no headroom.
    options.inputHeadroomBits = request.box == nil ? request.headroomBits : 0
    options.boxIsPromised = request.box != nil
    options.offsetGain = offsetBits
    options.sharesInputRange = isShared
    options.usesSearch = usesSearch
    return options
  }
}

extension InputBox {
  /// The ranges of samples, joined with others; nil where neither says anything.
  init?(of samples: [[Float]], and other: InputBox?) {
    guard let first = samples.first else {
      guard let other else { return nil }
      self = other
      return
    }
    var ranges = other?.ranges ?? first.map { Double($0)...Double($0) }
    for sample in samples {
      for (input, value) in sample.enumerated() {
        ranges[input] = ranges[input].including(Double(value))
      }
    }
    self.init(ranges: ranges)
  }
}
