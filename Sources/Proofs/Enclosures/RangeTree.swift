/// Joins any run of elements in a few steps: a binary tree whose nodes join what is below them.
struct RangeTree<Element: Sendable>: Sendable {
  private let nodes: [Element]
  private let count: Int
  private let join: @Sendable (Element, Element) -> Element

  /// - Precondition: there is an element.
  init(_ elements: [Element], join: @escaping @Sendable (Element, Element) -> Element) {
    count = elements.count
    self.join = join
    // Node i joins nodes 2i and 2i + 1; the elements are the nodes from `count` on.
    var nodes = elements + elements
    for index in (0..<count).reversed() where index > 0 {
      nodes[index] = join(nodes[2 * index], nodes[2 * index + 1])
    }
    self.nodes = nodes
  }

  /// What the elements from the first to the last of a range are together.
  subscript(range: ClosedRange<Int>) -> Element {
    var (first, end) = (range.lowerBound + count, range.upperBound + 1 + count)
    var result = nodes[first]
    while first < end {
      if first % 2 == 1 {
        result = join(result, nodes[first])
        first += 1
      }
      if end % 2 == 1 {
        end -= 1
        result = join(result, nodes[end])
      }
      (first, end) = (first / 2, end / 2)
    }
    return result
  }
}
