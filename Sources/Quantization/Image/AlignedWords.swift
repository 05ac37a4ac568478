extension [UInt8] {
  /// An image's bytes as words, which are aligned as the runtime wants them; what is missing in the last is 0.
  var alignedWords: [UInt32] {
    stride(from: 0, to: count, by: 4).map { offset in
      self[offset..<Swift.min(offset + 4, count)].reversed().reduce(UInt32(0)) {
        $0 << 8 | UInt32($1)
      }
    }
  }
}
