import Foundation

/// Data that is not part of the package: HALFWORD_DATA, or `shared/data` beside the package.
enum SharedData {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["HALFWORD_DATA"] {
      return URL(filePath: path)
    }
    let packageRoot = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return packageRoot.appending(path: "../shared/data").standardized
  }()

  static let mnist = folder.appending(path: "mnist")

  /// Says so where MNIST is not there.
  static let hasMNIST: Bool = {
    let isThere = FileManager.default.fileExists(atPath: mnist.path)
    if !isThere { print("SKIPPED: no MNIST in \(mnist.path); set HALFWORD_DATA") }
    return isThere
  }()

  static let semeion = folder.appending(path: "semeion/semeion.data")

  /// Says so where Semeion is not there.
  static let hasSemeion: Bool = {
    let isThere = FileManager.default.fileExists(atPath: semeion.path)
    if !isThere { print("SKIPPED: no Semeion in \(semeion.path); set HALFWORD_DATA") }
    return isThere
  }()

  static let cifar = folder.appending(path: "cifar10-jpeg")

  /// Says so where the pictures of CIFAR-10 are not there.
  static let hasCIFAR: Bool = {
    let isThere = FileManager.default.fileExists(atPath: cifar.path)
    if !isThere { print("SKIPPED: no CIFAR-10 in \(cifar.path); set HALFWORD_DATA") }
    return isThere
  }()

  static let cases = folder.appending(path: "../cases").standardized

  /// Says so where the small cases are not there.
  static let hasCases: Bool = {
    let isThere = FileManager.default.fileExists(atPath: cases.path)
    if !isThere { print("SKIPPED: no cases in \(cases.path); set HALFWORD_DATA") }
    return isThere
  }()
}
