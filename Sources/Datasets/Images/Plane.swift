/// One value a pixel, of any range: what is scaled to a channel of a network's inputs.
struct Plane {
  let width: Int
  let height: Int
  /// Row by row from the top left.
  let values: [Float]

  /// The smallest ranges of rows and columns that hold all values other than 0.
  var inked: (rows: Range<Int>, columns: Range<Int>) {
    var rows = height..<height
    var (left, right) = (width, 0)
    for row in 0..<height {
      let start = row * width
      guard let first = (0..<width).first(where: { values[start + $0] != 0 }) else { continue }
      let last = (first..<width).last { values[start + $0] != 0 } ?? first
      rows = min(rows.lowerBound, row)..<row + 1
      left = min(left, first)
      right = max(right, last + 1)
    }
    return (rows, min(left, right)..<right)
  }
}

extension GrayImage {
  /// Its ink.
  var plane: Plane { Plane(width: width, height: height, values: pixels) }
}

/// A picture as ink and, where its file is known, as brightness.
struct PictureContent {
  let ink: GrayImage
  /// Nil where pictures are known as ink alone, which is then light: MNIST's, and those of a table.
  let color: ColorImage?

  /// Writes the inputs of a network from `offset` on.
  ///
  /// - Parameter shape: 1 channel, or 3 where the form is no ink.
  func draw(
    _ placement: Placement,
    shape: SampleShape,
    form: PixelForm,
    threshold: InkThreshold,
    into values: inout [Float],
    at offset: Int
  ) {
    let planes = planes(channels: shape.channels, form: form)
    for channel in 0..<shape.channels {
      RectangleSampler(planes[channel % planes.count], width: shape.width, height: shape.height)
        .draw(placement, into: &values, at: offset + channel, step: shape.channels)
    }
    if form == .ink {
      for index in offset..<offset + shape.count { values[index] = threshold(values[index]) }
    }
  }

  /// A plane for each channel, or one for all.
  private func planes(channels: Int, form: PixelForm) -> [Plane] {
    guard let full = form.fullBrightness else { return [ink.plane] }
    guard let color else {
      let pixels = full == 1 ? ink.pixels : ink.pixels.map { $0 * full }
      return [Plane(width: ink.width, height: ink.height, values: pixels)]
    }
    let levels = (0...UInt8.max).map { Float($0) / Float(UInt8.max) * full }
    func plane(_ brightness: some Sequence<UInt8>) -> Plane {
      Plane(
        width: color.width,
        height: color.height,
        values: brightness.map { levels[Int($0)] }
      )
    }
    guard channels > 1, let colors = color.colors else { return [plane(color.gray)] }
    return (0..<channels).map { channel in
      plane(stride(from: channel, to: colors.count, by: channels).lazy.map { colors[$0] })
    }
  }
}
