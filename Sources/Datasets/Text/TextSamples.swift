import Files
import Foundation

extension LabeledSamples {
  /// The most bytes of delimited text that are read, unpacked, 2 GiB.
  static let largestTextSize = 2 << 30

  /// Reads a table of delimited text, as it is or compressed with gzip.
  ///
  /// - Parameters:
  ///   - classes: the names that labels may have; nil takes those that occur.
  /// - Throws: `FileError`, which names the file and, where it can, line and column.
  init(table bytes: [UInt8], format: TableFormat, classes: ClassNames?, file: String)
    throws(FileError)
  {
    do throws(TextFailure) {
      let table = try LabeledTable(Self.unpacked(bytes), format: format)
      let classes =
        classes
        ?? table.declaredClasses.map { ClassNames($0) }
        ?? ClassNames(occurringIn: table.labels)
      let labels = try table.labels(among: classes)
      if format.fullInk != nil {
        let images = try LabeledImages(table, labels: labels, classCount: classes.count)
        self.init(.images(images), classes: classes, origin: file)
      } else {
        let rows = Dataset(
          inputCount: table.inputCount,
          classCount: classes.count,
          inputs: table.inputs,
          labels: labels
        )
        self.init(.rows(rows), classes: classes, origin: file)
      }
    } catch {
      throw FileError(file: file, reason: error.reason)
    }
  }

  private static func unpacked(_ bytes: [UInt8]) throws(TextFailure) -> [UInt8] {
    guard bytes.starts(with: GzipReader.magic) else { return bytes }
    do throws(GzipFailure) {
      var reader = try GzipReader(bytes)
      let text = try reader.read(largestTextSize + 1)
      guard text.count <= largestTextSize else {
        throw GzipFailure.damaged("more than the limit of \(largestTextSize) bytes")
      }
      return text
    } catch {
      throw TextFailure("\(error)")
    }
  }
}

extension LabeledTable {
  /// Each label as the index of its class.
  fileprivate func labels(among classes: ClassNames) throws(TextFailure) -> [Int] {
    guard !isUnlabelled else { return Array(repeating: 0, count: labels.count) }
    var indices: [Int] = []
    indices.reserveCapacity(labels.count)
    for (label, line) in zip(labels, lines) {
      guard let index = classes[label] else {
        throw TextFailure(
          line: line,
          "has the label \"\(label)\", which is none of the classes (\(classes.summary))"
        )
      }
      indices.append(index)
    }
    return indices
  }
}

extension LabeledImages {
  /// Takes the rows of a table, already scaled to 0...1, for square pictures.
  fileprivate init(_ table: LabeledTable, labels: [Int], classCount: Int) throws(TextFailure) {
    let size = table.inputCount
    do throws(InputCountError) {
      let side = try squareSide(ofInputCount: size)
      let images = table.labels.indices.map { row in
        GrayImage(
          width: side,
          height: side,
          pixels: Array(table.inputs[row * size..<(row + 1) * size])
        )
      }
      self.init(images: images, labels: labels, classCount: classCount)
    } catch {
      throw TextFailure("has \(size) columns of pixels in a row: \(error)")
    }
  }
}
