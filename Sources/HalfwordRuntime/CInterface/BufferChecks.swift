internal import CHalfword

/// The buffers of a run from C, checked for all that does not depend on the model.
///
/// - Throws: `RuntimeError.nullPointer`, `.misaligned`, `.wrongCount` or `.overlap`.
@unsafe
func checkedBuffers(
  _ input: UnsafePointer<Int16>?,
  _ inputCount: UInt32,
  _ output: UnsafeMutablePointer<Int16>?,
  _ outputCount: UInt32,
  _ workspace: UnsafeMutableRawPointer?,
  _ workspaceSize: UInt32
) throws(RuntimeError) -> RunBuffers {
  guard let input = unsafe input, let output = unsafe output else { throw .nullPointer }
  guard unsafe workspace != nil || workspaceSize == 0 else { throw .nullPointer }
  guard unsafe isAligned(input, to: 2), unsafe isAligned(output, to: 2) else { throw .misaligned }
  if let workspace = unsafe workspace {
    guard unsafe isAligned(workspace, to: ImageFormat.alignment) else { throw .misaligned }
  }
  guard inputCount <= largestCount, outputCount <= largestCount else { throw .wrongCount }
  let buffers = unsafe RunBuffers(
    input: UnsafeBufferPointer(start: input, count: Int(inputCount)),
    output: UnsafeMutableBufferPointer(start: output, count: Int(outputCount)),
    workspace: UnsafeMutableRawBufferPointer(start: workspace, count: byteCount(workspaceSize))
  )
  let outputBytes = unsafe UnsafeRawBufferPointer(buffers.output)
  let workspaceBytes = unsafe UnsafeRawBufferPointer(buffers.workspace)
  guard unsafe !overlaps(UnsafeRawBufferPointer(buffers.input), outputBytes),
    unsafe !overlaps(UnsafeRawBufferPointer(buffers.input), workspaceBytes),
    unsafe !overlaps(outputBytes, workspaceBytes)
  else { throw .overlap }
  return unsafe buffers
}

/// - Throws: `RuntimeError.misaligned` or `.overlap` where `counters` may not be used beside the
///   buffers of a run.
@unsafe
func checkDisjoint(
  _ counters: UnsafeRawBufferPointer,
  _ buffers: RunBuffers
) throws(RuntimeError) {
  if let base = counters.baseAddress {
    guard unsafe isAligned(base, to: 4) else { throw .misaligned }
  }
  guard unsafe !overlaps(counters, UnsafeRawBufferPointer(buffers.input)),
    unsafe !overlaps(counters, UnsafeRawBufferPointer(buffers.output)),
    unsafe !overlaps(counters, UnsafeRawBufferPointer(buffers.workspace))
  else { throw .overlap }
}

/// Runs the model behind a handle, and gives the class where it is wanted.
@inline(__always)
@unsafe
func run<Observer: LayerObserver>(
  _ model: UnsafePointer<halfword_model>?,
  _ buffers: RunBuffers,
  _ observer: inout Observer,
  findsClass: Bool
) throws(RuntimeError) -> Int {
  let model = unsafe try openedModel(model)
  return unsafe try ModelImage(model).run(
    buffers,
    observer: &observer,
    findsClass: findsClass
  )
}

/// Whether two ranges of memory share a byte: whether one begins inside the other.
///
/// Where they do not, the time does not depend on where they lie.
@unsafe
func overlaps(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Bool {
  guard let firstBase = first.baseAddress, let secondBase = second.baseAddress,
    unsafe !first.isEmpty, unsafe !second.isEmpty
  else { return false }
  let distance = UInt(bitPattern: secondBase) &- UInt(bitPattern: firstBase)
  return distance < UInt(bitPattern: first.count)
    || 0 &- distance < UInt(bitPattern: second.count)
}

/// The most inputs or outputs that a model can have.
let largestCount: UInt32 = 65_535
