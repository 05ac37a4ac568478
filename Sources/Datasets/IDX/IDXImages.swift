public import Files
public import Foundation

extension LabeledImages {
  /// Reads a pair of IDX files: images of rank 3 (count × rows × columns, 255 is full ink) and
  /// labels of rank 1.
  ///
  /// There are as many classes as the largest label needs, at least `leastClassCount`.
  ///
  /// - Throws: `FileError` where a file is damaged, holds no image, or the counts differ.
  public init(
    idxImages: URL,
    labels labelFile: URL,
    leastClassCount: Int = 1
  ) throws(FileError) {
    let labels = try IDXFile(contentsOf: labelFile, rank: 1).values.map { Int($0) }
    let file = try IDXFile(contentsOf: idxImages, rank: 3)
    let (count, height, width) = (file.shape[0], file.shape[1], file.shape[2])
    guard count >= 1, height >= 1, width >= 1 else {
      throw FileError(
        file: idxImages.relativePath,
        reason: "holds no pixels: \(count) images of \(width) x \(height)"
      )
    }
    guard labels.count == count else {
      throw FileError(
        file: idxImages.relativePath,
        reason: "has \(count) images for the \(labels.count) labels of \(labelFile.relativePath)"
      )
    }
    let size = width * height
    let images = (0..<count).map { index in
      GrayImage(
        width: width,
        height: height,
        brightness: Array(file.values[index * size..<(index + 1) * size]),
        polarity: .lightOnDark
      )
    }
    self.init(
      images: images,
      labels: labels,
      classCount: max(leastClassCount, (labels.max() ?? 0) + 1)
    )
  }
}
