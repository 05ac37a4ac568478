public import Files

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension LabeledImages {
  /// Reads a pair of IDX files: images of rank 3 (count × rows × columns) or 4 (with 1 or 3 channels,
  /// behind the columns or before the rows), of which 255 is full ink; and labels of rank 1.
  ///
  /// There are as many classes as the largest label needs, at least `leastClassCount`.
  ///
  /// - Parameter channelOrder: where channels stand, if the lengths of the axes do not say it.
  /// - Throws: `FileError` where a file is damaged, holds no image, or the counts differ.
  public init(
    idxImages: URL,
    labels labelFile: URL,
    channelOrder: ChannelOrder? = nil,
    leastClassCount: Int = 1
  ) throws(FileError) {
    let labels = try IDXFile(contentsOf: labelFile, rank: 1).values.map { Int($0) }
    let file = try IDXFile(contentsOf: idxImages, ranks: 3...4)
    let count = file.shape[0]
    let layout: IDXLayout
    do throws(IDXLayoutFailure) {
      layout = try IDXLayout(file.shape, channelOrder: channelOrder)
    } catch {
      throw FileError(file: idxImages.relativePath, reason: error.reason)
    }
    guard labels.count == count else {
      throw FileError(
        file: idxImages.relativePath,
        reason: "has \(count) images for the \(labels.count) labels of \(labelFile.relativePath)"
      )
    }
    let shape = layout.shape
    let samples = (0..<count).map { index in
      channelsLast(
        Array(file.values[index * shape.count..<(index + 1) * shape.count]),
        shape: shape,
        order: layout.order
      )
    }
    let colors =
      shape.channels == 1
      ? [] : samples.map { ColorImage(width: shape.width, height: shape.height, colors: $0) }
    self.init(
      images: (colors.isEmpty ? samples : colors.map(\.gray)).map { brightness in
        GrayImage(
          width: shape.width,
          height: shape.height,
          brightness: brightness,
          polarity: .lightOnDark
        )
      },
      colors: colors,
      labels: labels,
      classCount: max(leastClassCount, (labels.max() ?? 0) + 1)
    )
  }
}

/// What the axes of an IDX file of images are.
private struct IDXLayout {
  /// The shape of an image.
  let shape: SampleShape
  let order: ChannelOrder

  /// - Parameter axes: the count of images, then those of an image.
  init(_ axes: [Int], channelOrder: ChannelOrder?) throws(IDXLayoutFailure) {
    let sample = Array(axes.dropFirst())
    guard axes.allSatisfy({ $0 >= 1 }) else {
      let size = sample.count == 2 ? sample.reversed() : sample
      throw IDXLayoutFailure("holds no pixels: \(axes[0]) images of \(text(ofAxes: size))")
    }
    guard sample.count > 2 else {
      shape = SampleShape(height: sample[0], width: sample[1], channels: 1)
      order = .channelsLast
      return
    }
    func hasChannels(_ length: Int) -> Bool { [1, ColorImage.channelCount].contains(length) }
    switch (hasChannels(sample[0]), hasChannels(sample[2])) {
    case (false, false):
      throw IDXLayoutFailure(
        "has images of \(text(ofAxes: sample)), of which neither the first nor the last length is that "
          + "of 1 or \(ColorImage.channelCount) channels"
      )
    case (true, false): order = .channelsFirst
    case (false, true): order = .channelsLast
    case (true, true):
      guard let channelOrder else {
        throw IDXLayoutFailure(
          "has images of \(text(ofAxes: sample)), of which the first or the last length may be that of "
            + "channels; pass --channel-order \(ChannelOrder.channelsFirst.rawValue) or "
            + "\(ChannelOrder.channelsLast.rawValue)"
        )
      }
      order = channelOrder
    }
    shape =
      order == .channelsLast
      ? SampleShape(height: sample[0], width: sample[1], channels: sample[2])
      : SampleShape(height: sample[1], width: sample[2], channels: sample[0])
  }
}

/// A reason that may follow the file's name.
private struct IDXLayoutFailure: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}
