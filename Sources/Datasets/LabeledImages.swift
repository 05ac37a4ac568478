/// Images with the class each belongs to, before they are scaled to a network's inputs.
public struct LabeledImages: Equatable, Sendable {
  /// The images; their sizes may differ.
  public var images: [GrayImage]
  /// The images as their files hold them; none where they are known as ink alone.
  public var colors: [ColorImage]
  /// The class of each image, in `0..<classCount`.
  public var labels: [Int]
  /// How many classes there are, whether or not each occurs.
  public var classCount: Int

  /// Joins images and labels.
  ///
  /// - Parameter colors: the images as their files hold them, or none.
  /// - Precondition: the counts agree and every label is in `0..<classCount`.
  public init(
    images: [GrayImage],
    colors: [ColorImage] = [],
    labels: [Int],
    classCount: Int
  ) {
    precondition(images.count == labels.count)
    precondition(colors.isEmpty || colors.count == images.count)
    precondition(labels.allSatisfy { (0..<classCount).contains($0) })
    self.images = images
    self.colors = colors
    self.labels = labels
    self.classCount = classCount
  }

  /// How many images there are.
  public var count: Int { images.count }

  /// The images at some indices, in their order.
  func selecting(_ indices: [Int]) -> LabeledImages {
    LabeledImages(
      images: indices.map { images[$0] },
      colors: colors.isEmpty ? [] : indices.map { colors[$0] },
      labels: indices.map { labels[$0] },
      classCount: classCount
    )
  }

  /// Every image as inputs of a network: height × width × channels.
  ///
  /// An image of another aspect is first centred in a rectangle without ink, or in a black one, then
  /// scaled as `GrayImage.scaled(toWidth:height:)` does it. A gray picture has its brightness in every
  /// channel, one in color its luminance in a single one.
  ///
  /// - Throws: `InputCountError` where the shape is flat and its count no square number,
  ///   `PictureShapeError` where pictures have no such channels, or no such form.
  public func prepared(shape: SampleShape, form: PixelForm) throws -> Dataset {
    try shape.checkPictures(form)
    return drawn(try shape.pictureShape(), form: form) { (.centred, .half) }
  }

  /// One distorted version of every image as inputs of a network.
  ///
  /// - Throws: as `prepared(shape:form:)`.
  public func distorted(
    shape: SampleShape,
    form: PixelForm,
    distortion: Distortion,
    using generator: inout SeededGenerator
  ) throws -> Dataset {
    try shape.checkPictures(form)
    return drawn(try shape.pictureShape(), form: form) { distortion.draw(using: &generator) }
  }

  /// Every image as inputs of a network; see `GrayImage.inputs(count:form:threshold:)`.
  ///
  /// - Throws: `InputCountError` where `inputCount` is no square number.
  public func prepared(inputCount: Int, form: PixelForm) throws(InputCountError) -> Dataset {
    drawn(try SampleShape(inputCount: inputCount).pictureShape(), form: form) {
      (.centred, .half)
    }
  }

  /// One distorted version of every image as inputs of a network.
  ///
  /// - Throws: `InputCountError` where `inputCount` is no square number.
  public func distorted(
    inputCount: Int,
    form: PixelForm,
    distortion: Distortion,
    using generator: inout SeededGenerator
  ) throws(InputCountError) -> Dataset {
    drawn(try SampleShape(inputCount: inputCount).pictureShape(), form: form) {
      distortion.draw(using: &generator)
    }
  }

  private func drawn(
    _ shape: SampleShape,
    form: PixelForm,
    next: () -> (Placement, InkThreshold)
  ) -> Dataset {
    var inputs = [Float](repeating: 0, count: count * shape.count)
    for (index, image) in images.enumerated() {
      let (placement, threshold) = next()
      PictureContent(ink: image, color: colors.isEmpty ? nil : colors[index])
        .draw(
          placement,
          shape: shape,
          form: form,
          threshold: threshold,
          into: &inputs,
          at: index * shape.count
        )
    }
    return Dataset(
      inputCount: shape.count,
      classCount: classCount,
      inputs: inputs,
      labels: labels
    )
  }
}
