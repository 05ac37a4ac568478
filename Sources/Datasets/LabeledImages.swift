/// Images with the class each belongs to, before they are scaled to a network's inputs.
public struct LabeledImages: Equatable, Sendable {
  /// The images; their sizes may differ.
  public var images: [GrayImage]
  /// The class of each image, in `0..<classCount`.
  public var labels: [Int]
  /// How many classes there are, whether or not each occurs.
  public var classCount: Int

  /// Joins images and labels.
  ///
  /// - Precondition: the counts agree and every label is in `0..<classCount`.
  public init(images: [GrayImage], labels: [Int], classCount: Int) {
    precondition(images.count == labels.count)
    precondition(labels.allSatisfy { (0..<classCount).contains($0) })
    self.images = images
    self.labels = labels
    self.classCount = classCount
  }

  /// How many images there are.
  public var count: Int { images.count }

  /// Every image as inputs of a network; see `GrayImage.inputs(count:form:threshold:)`.
  ///
  /// - Throws: `InputCountError` where `inputCount` is no square number.
  public func prepared(inputCount: Int, form: PixelForm) throws(InputCountError) -> Dataset {
    try drawn(inputCount: inputCount, form: form) { (.centred, .half) }
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
    try drawn(inputCount: inputCount, form: form) { distortion.draw(using: &generator) }
  }

  private func drawn(
    inputCount: Int,
    form: PixelForm,
    next: () -> (Placement, InkThreshold)
  ) throws(InputCountError) -> Dataset {
    let side = try squareSide(ofInputCount: inputCount)
    var inputs = [Float](repeating: 0, count: count * inputCount)
    for (index, image) in images.enumerated() {
      let (placement, threshold) = next()
      image.draw(
        placement,
        side: side,
        form: form,
        threshold: threshold,
        into: &inputs,
        at: index * inputCount
      )
    }
    return Dataset(
      inputCount: inputCount,
      classCount: classCount,
      inputs: inputs,
      labels: labels
    )
  }
}
