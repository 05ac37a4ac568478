import CZlib

/// Reads bytes out of a gzip file (RFC 1952) or a bare deflate stream (RFC 1951), never more than asked
/// for.
///
/// Memory grows with what has been read, not with what the file claims to hold.
@safe
struct GzipReader: ~Copyable {
  /// On the heap because zlib keeps the address of its stream.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableBufferPointer<UInt8>
  /// Where the last `inflate` left off: at the end of a member, if this is `Z_STREAM_END`.
  private var status: Int32

  /// The first two bytes of a gzip file.
  static let magic: [UInt8] = [0x1F, 0x8B]
  /// The most bytes a file may have; zlib counts them in 32 bits.
  static let largestFileSize = Int(UInt32.max)

  /// What zlib is told to accept.
  enum Format {
    /// gzip and nothing else.
    case gzip
    /// Deflate without a header, as a ZIP archive has it.
    case deflate

    /// 16 more is gzip, below 0 is without a header (zlib.h).
    fileprivate var windowBits: Int32 { self == .gzip ? MAX_WBITS + 16 : -MAX_WBITS }
  }

  private let format: Format
  private static let chunkSize = 1 << 18

  /// - Precondition: `bytes` are at most `largestFileSize`.
  init(_ bytes: [UInt8], format: Format = .gzip) throws(GzipFailure) {
    self.format = format
    unsafe input = .allocate(capacity: bytes.count)
    _ = unsafe input.initialize(from: bytes)
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe stream.pointee.next_in = input.baseAddress
    unsafe stream.pointee.avail_in = uInt(bytes.count)
    status = unsafe inflateInit2_(
      stream,
      format.windowBits,
      ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size)
    )
    guard status == Z_OK else { throw .outOfMemory }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
    unsafe input.deallocate()
  }

  /// The next `count` bytes; fewer only where the file ends.
  mutating func read(_ count: Int) throws(GzipFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let chunk = try readChunk(atMost: min(count - bytes.count, Self.chunkSize))
      if chunk.isEmpty { break }
      bytes += chunk
    }
    return bytes
  }

  /// Some bytes, at most `count` of them; none only where the file ends.
  private mutating func readChunk(atMost count: Int) throws(GzipFailure) -> [UInt8] {
    var chunk = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled == 0 {
      if status == Z_STREAM_END {
        // A gzip file may have several members, one after the other.
        guard format == .gzip, unsafe stream.pointee.avail_in > 0 else { return [] }
        unsafe inflateReset(stream)
      }
      unsafe chunk.withUnsafeMutableBufferPointer { buffer in
        unsafe stream.pointee.next_out = buffer.baseAddress
        unsafe stream.pointee.avail_out = uInt(count)
        status = unsafe inflate(stream, Z_NO_FLUSH)
        filled = unsafe count - Int(stream.pointee.avail_out)
      }
      switch status {
      case Z_OK, Z_STREAM_END: break
      case Z_BUF_ERROR: throw .truncated
      case Z_MEM_ERROR: throw .outOfMemory
      default:
        throw unsafe .damaged(stream.pointee.msg.map { unsafe String(cString: $0) } ?? "no reason")
      }
    }
    chunk.removeLast(count - filled)
    return chunk
  }
}

/// Why a gzip file cannot be read, in words that may follow its name.
enum GzipFailure: Error, CustomStringConvertible {
  case truncated
  case damaged(String)
  case outOfMemory

  var description: String {
    switch self {
    case .truncated: "is truncated: the gzip stream breaks off"
    case .damaged(let reason): "is damaged: zlib says: \(reason)"
    case .outOfMemory: "needs more memory than there is"
    }
  }
}
