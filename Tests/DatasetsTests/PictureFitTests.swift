import Testing

@testable import Datasets

@Suite struct PictureFitTests {
  private func note(
    _ width: Int,
    _ height: Int,
    inputs: Int,
    _ form: PixelForm
  ) throws -> String? {
    let image = GrayImage(
      width: width,
      height: height,
      pixels: .init(repeating: 0, count: width * height)
    )
    return LabeledSamples(
      .images(LabeledImages(images: [image], labels: [0], classCount: 1)),
      classes: ClassNames(["a"]),
      origin: "p"
    ).pictureNote(inputCount: inputs, form: form)
  }

  @Test func whatFitsGoesInAsItIs() throws {
    #expect(try note(4, 4, inputs: 16, .gray) == nil)
  }

  @Test func scalingCentringAndInkAreSaid() throws {
    #expect(
      try note(28, 28, inputs: 256, .gray) == "pictures such as one of 28×28 are scaled to 16×16"
    )
    #expect(
      try note(20, 28, inputs: 256, .gray)?.contains("centred in a square and scaled") == true
    )
    #expect(
      try note(4, 4, inputs: 16, .ink)
        == "pixels of the pictures become 1 where there is ink and 0 elsewhere (--pixels gray keeps their shades)"
    )
    #expect(try note(8, 8, inputs: 16, .ink)?.contains("4×4, and their pixels become 1") == true)
  }
}
