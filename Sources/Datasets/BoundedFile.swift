import Foundation

/// Why a file could not be read, in words that may follow its name.
struct FileReadFailure: Error {
  let reason: String
}

/// The bytes of a file that has at most `limit` of them.
///
/// Reads no more than that, so that no file, nor a device that never ends, can fill the memory.
func fileContents(_ url: URL, limit: Int) throws(FileReadFailure) -> Data {
  let data: Data
  do {
    let handle = try FileHandle(forReadingFrom: url)
    defer { try? handle.close() }
    data = try handle.read(upToCount: limit + 1) ?? Data()
  } catch {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    let reason = (cause ?? error as NSError).localizedDescription
    throw FileReadFailure(reason: "cannot be read: \(reason)")
  }
  guard data.count <= limit else {
    throw FileReadFailure(reason: "is larger than the limit of \(limit) bytes")
  }
  return data
}
