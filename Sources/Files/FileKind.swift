#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether a path leads to a folder, through links; nil where there is nothing.
public func isFolder(_ path: String) -> Bool? {
  kind(ofFile: path).map { $0 == S_IFDIR }
}

/// Whether a path leads to a file with bytes of its own, through links: to no folder, device or pipe.
func isRegularFile(_ path: String) -> Bool {
  kind(ofFile: path) == S_IFREG
}

private func kind(ofFile path: String) -> mode_t? {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { return nil }
  return status.st_mode & S_IFMT
}
