import CConformance

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// The records of a vector file, in memory where a library can be given them.
@safe
public final class VectorReader {
  private let bytes: UnsafeMutableRawBufferPointer
  private var ranges: [Range<Int>] = []

  /// Takes a file apart.
  ///
  /// - Throws: `VectorFileError` where it is no vector file, of another version, or damaged.
  public init(_ data: Data) throws(VectorFileError) {
    unsafe bytes = .allocate(byteCount: data.count, alignment: MemoryLayout<UInt64>.alignment)
    _ = unsafe bytes.withMemoryRebound(to: UInt8.self) { unsafe data.copyBytes(to: $0) }
    ranges = try findRecords()
  }

  deinit { unsafe bytes.deallocate() }

  /// How many records there are.
  public var count: Int { ranges.count }

  /// The name of a record.
  public func name(at index: Int) -> String {
    let record = unsafe bytes[ranges[index]]
    return unsafe String(
      cString: halfword_vectors_record_name(
        UnsafeRawBufferPointer(rebasing: record).baseAddress,
        UInt32(record.count)
      )
    )
  }

  /// Checks one record with a library.
  public func check(_ index: Int, with library: LibraryUnderTest) -> VectorVerdict {
    let scratch = UnsafeMutableRawBufferPointer.allocate(
      byteCount: scratchSize,
      alignment: MemoryLayout<UInt64>.alignment
    )
    defer { unsafe scratch.deallocate() }
    var suite = unsafe halfword_conformance()
    unsafe suite.functions = UnsafePointer(library.functions)
    unsafe suite.scratch = scratch.baseAddress
    unsafe suite.scratch_size = UInt32(scratch.count)
    let record = unsafe UnsafeRawBufferPointer(rebasing: bytes[ranges[index]])
    let verdict = unsafe halfword_conformance_check(
      &suite,
      record.baseAddress,
      UInt32(record.count)
    )
    let message = unsafe withUnsafeBytes(of: suite.message) { characters in
      unsafe String(decoding: characters.prefix { $0 != 0 }, as: UTF8.self)
    }
    switch verdict {
    case HALFWORD_CONFORMANCE_PASSED: return .passed
    case HALFWORD_CONFORMANCE_SKIPPED: return .skipped(message)
    default: return .failed(message)
    }
  }

  private func findRecords() throws(VectorFileError) -> [Range<Int>] {
    let headerSize = Int(HALFWORD_VECTORS_HEADER_SIZE)
    guard unsafe bytes.count >= headerSize else { throw .notVectors }
    let count = unsafe Int(halfword_vectors_record_count(bytes.baseAddress, nil))
    guard count > 0 else { throw .notVectors }
    var ranges: [Range<Int>] = []
    var start = headerSize
    for _ in 0..<count {
      guard unsafe bytes.count - start >= Int(HALFWORD_VECTORS_RECORD_START) else { throw .damaged }
      let size = unsafe Int(
        halfword_vectors_record_size(bytes.baseAddress.map { unsafe $0 + start })
      )
      guard size > 0, unsafe size <= bytes.count - start else { throw .damaged }
      ranges.append(start..<start + size)
      start += size
    }
    guard unsafe start == bytes.count, checksum(from: headerSize) == storedChecksum else {
      throw .damaged
    }
    return ranges
  }

  private func checksum(from start: Int) -> UInt32 {
    unsafe VectorFile.checksum(of: UnsafeRawBufferPointer(rebasing: bytes[start...]))
  }

  private var storedChecksum: UInt32 {
    unsafe UInt32(
      littleEndian: bytes.load(fromByteOffset: VectorFile.checksumOffset, as: UInt32.self)
    )
  }

  /// Two outputs of 65,535 values and the largest workspace of the suite, with room to spare.
  private let scratchSize = 1 << 20
}

/// What a library did with a record.
public enum VectorVerdict: Equatable, Sendable {
  /// What it must do.
  case passed
  /// Something else; the text says what, where.
  case failed(String)
  /// The record could not be checked; the text says why.
  case skipped(String)

  /// Whether it did something else.
  public var isFailure: Bool { if case .failed = self { true } else { false } }

  /// What and where, or why.
  public var message: String {
    switch self {
    case .passed: "passed"
    case .failed(let message), .skipped(let message): message
    }
  }
}

/// Why a file of vectors cannot be used.
public enum VectorFileError: Error, Equatable, CustomStringConvertible {
  /// It does not begin as one, or is of another version.
  case notVectors
  /// It is truncated, or its bytes are not those that were written.
  case damaged

  /// Words that may follow the file's name.
  public var description: String {
    switch self {
    case .notVectors: "is no file of test vectors of this version"
    case .damaged: "is damaged: sizes or checksum do not agree"
    }
  }
}
