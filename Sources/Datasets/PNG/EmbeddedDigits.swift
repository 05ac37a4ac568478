import CDigits

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension LabeledImages {
  /// The digits that come with this package: 1,797 images of 8 × 8 pixels in 17 levels of ink,
  /// written by 13 people; scikit-learn's `load_digits` in its order.
  ///
  /// Source: E. Alpaydin, C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine
  /// Learning Repository, 1998, https://doi.org/10.24432/C50P49, CC BY 4.0 (its test part).
  ///
  /// - Throws: `FileError` or `ContactSheetError`, only where the package itself is damaged.
  public static func embeddedDigits() throws -> LabeledImages {
    let sheet = unsafe Data(bytes: cdigits_sheet, count: cdigits_sheet_size)
    let labels = unsafe Data(bytes: cdigits_labels, count: cdigits_labels_size)
    let picture = try PNGImage(decoding: sheet, file: "the embedded digits")
    let cells = try ContactSheet(
      cutting: GrayImage(picture, polarity: .darkOnLight),
      labelText: String(decoding: labels, as: UTF8.self),
      cellSize: (embeddedSide, embeddedSide)
    )
    return try LabeledImages(cells, classes: ClassNames(numbered: digitCount))
  }

  private static let digitCount = 10
  private static let embeddedSide = 8
}
