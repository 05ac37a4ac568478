/// A part of a dense layer: at most `maximumRows` rows from `row` on, with the same bits as
/// `runLayer` gives them.
///
/// - Parameters:
///   - largest: the largest pre-activation that the rows of a maxout unit gave before `row`; then that of
///     the rows so far.
/// - Returns: the row that comes next.
@inline(never)
@unsafe
func stepLayer(
  _ layer: LayerDescriptor,
  image: UnsafeRawPointer,
  kernels: KernelTable,
  inputs: UnsafePointer<Int16>,
  outputs: UnsafeMutablePointer<Int16>,
  from first: Int,
  maximumRows: Int,
  largest: inout UInt32
) -> Int {
  let panels = layer.plainPanels
  let last = first &+ min(maximumRows, panels.rows &- first)
  let firstUnit = layer.unit(ofRow: first)
  var unit = UnitReduction(
    layer: layer,
    unit: firstUnit,
    piece: first &- firstUnit &* layer.pieces,
    largest: Int32(bitPattern: largest)
  )
  var observer = IgnoredSaturation()
  var sums = PanelSums.zero
  var row = first
  while row < last {
    let rows = unsafe LayerRows(layer, row: row, image: image, inputs: inputs)
    var count = 1
    if row & (WeightPanels.rowsPerPanel &- 1) == 0, last &- row >= WeightPanels.rowsPerPanel {
      rows.sumPanel(&sums)
      count = WeightPanels.rowsPerPanel
    } else {
      unsafe sums[unchecked: 0] = rows.sumRow()
    }
    unsafe unit.take(sums.span, count: count, of: rows.words, outputs, &observer)
    row = row &+ count
  }
  unsafe activate(outputs, from: firstUnit, to: unit.unit, of: layer, image, kernels)
  largest = UInt32(bitPattern: unit.largest)
  return row
}
