extension ModelImage {
  /// By how many ulps a class must lead all others, before a softmax, for it to be certified: then the
  /// float network that the image was exported from has the same class. 0 where the image says nothing.
  ///
  /// It holds for inputs inside `inputRange`, none of them at an end of 16 bits, and runs that saturate
  /// nothing.
  public var certifiedMargin: Int {
    Int(truncatingIfNeeded: bytes.word(at: ImageFormat.HeaderField.certifiedMargin) & 0x7FFF_FFFF)
  }

  /// Runs the model and tells whether its class is certified.
  ///
  /// - Throws: as `run(_:observer:findsClass:)`.
  @unsafe
  func classifyCertified(
    _ buffers: RunBuffers
  ) throws(RuntimeError) -> (classIndex: Int, isCertified: Bool) {
    var observer = LeadObserver()
    let classIndex = unsafe try run(buffers, observer: &observer, findsClass: true)
    let margin = certifiedMargin
    let input = unsafe buffers.input.span
    let outside = try outOfRangeCount(input)
    let isCertified =
      margin > 0 && observer.layer.lead >= margin && !observer.layer.isSaturated && outside == 0
      && !Self.reachesAnEnd(input)
    return (classIndex, isCertified)
  }

  /// Whether a word is at an end of 16 bits, where a conversion leaves every value beyond: which value it
  /// stands for is not known then, and nothing is proved of it.
  private static func reachesAnEnd(_ input: Span<Int16>) -> Bool {
    for index in input.indices {
      let word = unsafe input[unchecked: index]
      if word == .min || word == .max { return true }
    }
    return false
  }
}

/// Finds out by how much the class leads, and whether anything was saturated.
struct LeadObserver: LayerObserver {
  var layer = Lead()

  @inline(__always)
  mutating func layerFinished(at index: Int) {}

  struct Lead: SaturationObserver {
    var isSaturated = false
    /// The largest value minus the next; 65,536 where there is no other.
    var lead = 65_536

    @inline(__always)
    mutating func tookUnit(value: Int32, saturated: Int32) {
      if value != saturated { isSaturated = true }
    }

    @inline(__always)
    mutating func classified(_ scores: Span<Int16>, as index: Int) {
      let largest = Int(unsafe scores[unchecked: index])
      for other in scores.indices where other != index {
        lead = min(lead, largest &- Int(unsafe scores[unchecked: other]))
      }
    }
  }
}
