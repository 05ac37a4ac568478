public import Conformance
public import Files
import HalfwordRuntime

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Opens and verifies the model in an image file.
///
/// - Throws: `FileError`, which names the file.
public func model(fromFile path: String) throws(FileError) -> FixedPointModel {
  let image = [UInt8](try contents(ofFile: path, limit: ImageFormat.largestSize))
  do {
    return try FixedPointModel(image: image)
  } catch {
    throw FileError(file: path, reason: "\(error)")
  }
}

/// The name of a file without its folder and its extension.
public func fileStem(_ path: String) -> String {
  URL(filePath: path).deletingPathExtension().lastPathComponent
}
