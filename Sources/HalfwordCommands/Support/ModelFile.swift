import Conformance
import Files
import HalfwordRuntime

/// Opens and verifies the model in an image file.
///
/// - Throws: `FileError`, which names the file.
func model(fromFile path: String) throws(FileError) -> FixedPointModel {
  let image = [UInt8](try contents(ofFile: path, limit: ImageFormat.largestSize))
  do {
    return try FixedPointModel(image: image)
  } catch {
    throw FileError(file: path, reason: "\(error)")
  }
}
