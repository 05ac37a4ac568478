internal import CHalfword

extension PatchSums {
  /// Whether the kernel for whole patches gives what is asked for: all of a layer, in 32 bits, a row a unit.
  @inline(__always)
  func hasKernel(for task: LayerTask, _ range: RowRange) -> Bool {
    hasKernel && task.layer.sums == .bits32 && task.layer.pieces == 1
      && range.end &- range.first == task.layer.rowsOfPositions
  }
}

/// Runs a convolution by a kernel that takes all rows of a position in one call.
@inline(__always)
func convolve<Patch: PatchSums>(_ task: LayerTask, _ patch: inout Patch) {
  let (layer, geometry) = (task.layer, task.geometry)
  let words = unsafe RowWords(layer, row: 0, image: task.image)
  let rowCount = layer.rowCount
  let right = geometry.horizontal.stride &* geometry.inputChannels
  var addition: Addition?
  if let layer = task.addition {
    addition = unsafe Addition(layer, image: task.image, new: task.tensor)
  }
  var observers = LastStepObservers<SaturationCounter>()
  var part = unsafe halfword_patch()
  unsafe part.negative_mask = layer.activation.rectifies ? .max : 0
  var outputs = unsafe task.destination
  for y in 0..<geometry.vertical.output {
    let vertical = geometry.vertical.inside(y)
    var before = WindowAxis.Inside(first: 0, count: -1, place: 0)
    var (weights, inputs) = unsafe (part.weights, part.inputs)
    var isTaken = false
    for x in 0..<geometry.horizontal.output {
      let horizontal = geometry.horizontal.inside(x)
      if horizontal.first == before.first, horizontal.count == before.count {
        // The same part of the kernel, a stride further.
        unsafe inputs = inputs.map { unsafe $0 + right }
      } else {
        patch.move(to: vertical, horizontal)
        isTaken = unsafe patch.fill(&part)
        unsafe (weights, inputs) = unsafe (part.weights, part.inputs)
      }
      before = horizontal
      if isTaken {
        unsafe part.weights = weights
        unsafe part.inputs = inputs
        unsafe part.starts = words.starts
        unsafe part.fractions = words.fractions
        unsafe finish(&part, rowCount, Patch.self, outputs, addition)
      } else {
        patch.move(to: vertical, horizontal)
        var unit = UnitReduction(layer: layer)
        unsafe sumPosition(task, patch, &unit, from: 0, to: rowCount, outputs, addition, &observers)
      }
      unsafe task.activate(outputs, from: 0, to: rowCount, of: layer)
      if let last = task.addition {
        unsafe task.activate(outputs, from: 0, to: rowCount, of: last)
      }
      unsafe outputs += rowCount
    }
  }
}

/// Calls the kernel for one position.
@inline(__always)
@unsafe
private func finish<Patch: PatchSums>(
  _ part: inout halfword_patch,
  _ count: Int,
  _: Patch.Type,
  _ outputs: UnsafeMutablePointer<Int16>,
  _ addition: Addition?
) {
  guard let addition else {
    unsafe part.rows = UInt32(truncatingIfNeeded: count)
    unsafe part.outputs = outputs
    unsafe withUnsafeMutablePointer(to: &part) { unsafe Patch.callKernel($0) }
    return
  }
  // What is added lies where the values go, so these go elsewhere first.
  var values = InlineArray<16, Int32>(repeating: 0)
  unsafe withUnsafeMutablePointer(to: &values) { values in
    let values = unsafe UnsafeMutableRawPointer(values).assumingMemoryBound(to: Int16.self)
    unsafe withUnsafeMutablePointer(to: &part) { part in
      unsafe addInParts(part, count, values, outputs, addition) { unsafe Patch.callKernel($0) }
    }
  }
}

/// Calls a kernel for a few rows after the other, and adds what lies in their places.
@inline(__always)
@unsafe
private func addInParts(
  _ part: UnsafeMutablePointer<halfword_patch>,
  _ count: Int,
  _ values: UnsafeMutablePointer<Int16>,
  _ outputs: UnsafeMutablePointer<Int16>,
  _ addition: Addition,
  _ callKernel: (UnsafeMutablePointer<halfword_patch>) -> Void
) {
  var observer = IgnoredSaturation()
  var first = 0
  while first < count {
    let rows = min(count &- first, 32)
    unsafe part.pointee.rows = UInt32(truncatingIfNeeded: rows)
    unsafe part.pointee.outputs = values
    unsafe callKernel(part)
    for row in 0..<rows {
      let channel = first &+ row
      unsafe outputs[channel] = addition.value(
        ofNew: values[row],
        outputs[channel],
        channel,
        &observer
      )
    }
    first = first &+ rows
  }
}
