extension LabeledSamples {
  /// What becomes of the pictures on their way to a network's inputs, for a person; nil for rows of numbers
  /// and where every picture goes in as it is.
  public func pictureNote(inputCount: Int, form: PixelForm) -> String? {
    pictureNote(shape: SampleShape(inputCount: inputCount), form: form)
  }

  /// What becomes of the pictures on their way to inputs of height × width × channels, for a person; nil for
  /// rows of numbers and where every picture goes in as it is.
  public func pictureNote(shape: SampleShape, form: PixelForm) -> String? {
    guard case .images(let images) = content, let shape = try? shape.pictureShape() else {
      return nil
    }
    let scaling = images.noteOnSize(shape, form)
    let parts = [
      scaling,
      form == .ink
        ? (scaling == nil ? "pixels of the pictures" : "their pixels")
          + " become 1 where there is ink and 0 elsewhere (--pixels gray keeps their shades)" : nil,
      images.noteOnColor(shape),
      shape.channels > 1 && form == .unit
        ? "every color goes from 0 to 1 (--pixels \(PixelForm.bytes.rawValue) for 0 to 255)" : nil,
    ]
    .compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ", and ")
  }
}

extension LabeledImages {
  /// What becomes of pictures of another size.
  fileprivate func noteOnSize(_ shape: SampleShape, _ form: PixelForm) -> String? {
    guard
      let other = images.first(where: { $0.width != shape.width || $0.height != shape.height })
    else { return nil }
    let isOfAspect = other.width * shape.height == other.height * shape.width
    let frame =
      shape.width == shape.height
      ? "a square" : "a rectangle of \(shape.width):\(shape.height)"
    return "pictures such as one of \(other.width)×\(other.height) are "
      + (isOfAspect ? "" : "centred in \(frame)\(form.isBrightness ? " of black" : "") and ")
      + "scaled to \(shape.width)×\(shape.height)"
  }

  /// What becomes of pictures with other channels.
  fileprivate func noteOnColor(_ shape: SampleShape) -> String? {
    if shape.channels == 1 {
      return colors.contains(where: \.isColored)
        ? "colors become gray, by their luminance, for the network takes one channel" : nil
    }
    let hasGray = colors.isEmpty || colors.contains { $0.colors == nil }
    return hasGray
      ? "gray pictures stand in all \(shape.channels) channels alike, for the network takes color"
      : nil
  }
}
