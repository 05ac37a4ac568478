import FloatNetwork

/// A way to fit powers of two and offsets.
struct ScalingPlan {
  let name: String
  let isShared: Bool
  let usesSearch: Bool
  /// From how many bits on an offset is used.
  let offsetBits: Int
  /// The tensors that have one power of two though nothing demands it.
  let narrowedTensors: Set<Int>

  /// The plans, those first that leave the least to chance.
  ///
  /// - Parameters:
  ///   - judgeCount: how many samples judge; a few cannot tell that the search is of no use.
  ///   - narrowedTensors: those that narrow weights meet. They have one power of two, or where samples judge perhaps one
  ///     for each channel.
  static func plans(
    hasSamples: Bool,
    judgeCount: Int,
    narrowedTensors: Set<Int>
  ) -> [ScalingPlan] {
    let fewest = 40
    // Where no sample judges, each input's own range is what is known.
    let choices = hasSamples ? [(true, 2), (false, 2), (false, 1)] : [(false, 2)]
    let plans = (judgeCount >= fewest ? [true, false] : [true]).flatMap { usesSearch in
      choices.map { isShared, offsetBits in
        ScalingPlan(
          name: (isShared ? "one power of two for all inputs" : "one power of two for each input")
            + (offsetBits == 1 ? ", offsets wherever they gain a bit" : "")
            + (usesSearch ? "" : ", without a search for extremes"),
          isShared: isShared,
          usesSearch: usesSearch,
          offsetBits: offsetBits,
          narrowedTensors: []
        )
      }
    }
    guard !narrowedTensors.isEmpty else { return plans }
    let narrowed = plans.map { $0.withOnePower(in: narrowedTensors) }
    return hasSamples ? narrowed + plans : narrowed
  }

  private func withOnePower(in tensors: Set<Int>) -> ScalingPlan {
    ScalingPlan(
      name: name + ", and one for what narrow weights meet",
      isShared: isShared,
      usesSearch: usesSearch,
      offsetBits: offsetBits,
      narrowedTensors: tensors
    )
  }

  /// How many times smaller than another plan's its error must be for it to be taken in place of that: hardly,
  /// where only offsets differ; clearly, where it leaves more to chance.
  func leastGain(over other: ScalingPlan) -> Double {
    let differsByChance = isShared != other.isShared || usesSearch != other.usesSearch
    return differsByChance && narrowedTensors == other.narrowedTensors ? 1.5 : 1.05
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
    options.tensorsWithOneExponent = narrowedTensors
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
