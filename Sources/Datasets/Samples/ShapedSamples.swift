import Files

extension LabeledSamples {
  /// The samples in the shape that a network takes: rows of numbers, and what their inputs are called,
  /// brought into height × width × channels. Pictures stay as they are, and so do rows for a network that
  /// takes values without places.
  ///
  /// Where a file says the axes of a sample, they must be those of the shape in either order of channels;
  /// axes of length 1 count for nothing, and a single axis says only how many values there are.
  ///
  /// - Throws: `FileError` where rows do not fit, or where nothing says the order of their channels;
  ///   `InputCountError` or `PictureShapeError` where pictures cannot become such samples.
  public func shaped(as shape: SampleShape) throws -> LabeledSamples {
    try check(shape: shape)
    guard case .rows(var rows) = content, !shape.isFlat else { return self }
    let order = try channelOrder(for: shape)
    rows.inputs = channelsLast(rows.inputs, shape: shape, order: order)
    var details = details
    details.inputNames = details.inputNames.map { channelsLast($0, shape: shape, order: order) }
    details.axes = shape.axes(.channelsLast)
    details.channelOrder = .channelsLast
    return replacing(.rows(rows), details)
  }

  /// The same samples, their order of channels known where their axes do not say it.
  func assuming(_ order: ChannelOrder?) -> LabeledSamples {
    var samples = self
    samples.details.channelOrder = order
    return samples
  }

  private func replacing(_ content: Content, _ details: Details) -> LabeledSamples {
    guard let targets else {
      return LabeledSamples(content, classes: classes, origin: origin, details: details)
    }
    return LabeledSamples(content, targets: targets, origin: origin, details: details)
  }

  /// The order of channels that rows have.
  private func channelOrder(for shape: SampleShape) throws(FileError) -> ChannelOrder {
    func lengths(_ axes: [Int]) -> [Int] { axes.filter { $0 != 1 } }
    let axes = lengths(details.axes ?? [])
    if axes.count > 1 {
      let fitting = ChannelOrder.allCases.filter { lengths(shape.axes($0)) == axes }
      guard let order = fitting.first else { throw misfit(shape) }
      if fitting.count == 1 { return order }
    }
    if shape.isOrderFree { return .channelsLast }
    guard let order = details.channelOrder else {
      throw FileError(
        file: origin,
        reason: "has samples of \(shape.count) values for a network that takes \(shape) (height x "
          + "width x channels), but nothing says their order; pass --channel-order "
          + "\(ChannelOrder.channelsFirst.rawValue) where all values of a channel stand together, "
          + "\(ChannelOrder.channelsLast.rawValue) where the channels of a place do"
      )
    }
    return order
  }

  private func misfit(_ shape: SampleShape) -> FileError {
    let orders = shape.isOrderFree ? [.channelsLast] : ChannelOrder.allCases
    let fitting = orders.map { text(ofAxes: shape.axes($0)) }.joined(separator: " or ")
    return FileError(
      file: origin,
      reason: "has samples of shape \(text(ofAxes: details.axes ?? [])), but the network takes "
        + "\(shape) (height x width x channels); bring the array into samples of \(fitting) with "
        + "numpy.transpose, or to a row of \(shape.count) values with reshape"
    )
  }
}
