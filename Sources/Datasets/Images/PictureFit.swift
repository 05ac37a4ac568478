extension LabeledSamples {
  /// What becomes of the pictures on their way to a network's inputs, for a person; nil for rows of numbers
  /// and where every picture goes in as it is.
  public func pictureNote(inputCount: Int, form: PixelForm) -> String? {
    guard case .images(let images) = content, let side = try? squareSide(ofInputCount: inputCount),
      let other = images.images.first(where: { $0.width != side || $0.height != side })
        ?? images.images.first
    else { return nil }
    let isScaled = other.width != side || other.height != side
    let isSquare = other.width == other.height
    var parts: [String] = []
    if isScaled {
      parts.append(
        "pictures such as one of \(other.width)×\(other.height) are "
          + (isSquare ? "" : "centred in a square and ") + "scaled to \(side)×\(side)"
      )
    }
    if form == .ink {
      parts.append(
        (isScaled ? "their pixels" : "pixels of the pictures")
          + " become 1 where there is ink and 0 elsewhere (--pixels gray keeps their shades)"
      )
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", and ")
  }
}
