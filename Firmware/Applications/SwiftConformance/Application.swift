public import CApplication
import HalfwordRuntime

/// Runs the Swift interface on the example models, compares each bit with what the host gave, and prints
/// what the C application prints: a line for each output, then the failures.
@c @implementation
public func application() -> Int32 {
  var conformance = Conformance()
  for index in 0..<UInt32(EXAMPLE_COUNT) {
    unsafe conformance.check(example_at(index).pointee)
  }
  write_number(conformance.failures)
  write(" failures\n")
  return conformance.failures == 0 ? 0 : 1
}

func write(_ text: StaticString) {
  unsafe board_write(UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self))
}
