/// A tensor that does not depend on the network's input.
struct Constant: Equatable {
  /// The length of each axis; none for a single number.
  var shape: [Int]
  /// The numbers, row-major; their count is the product of the shape. Empty for text.
  var values: [Double]
  /// The elements where they are text.
  var strings: [String] = []
  /// Whether the numbers are whole by their type.
  var isInteger = false

  /// A list of whole numbers.
  init(integers: [Int]) {
    shape = [integers.count]
    values = integers.map(Double.init)
    isInteger = true
  }

  /// - Precondition: there are as many values, or strings, as the shape says.
  init(shape: [Int], values: [Double], strings: [String] = [], isInteger: Bool = false) {
    precondition(elementCount(of: shape) == max(values.count, strings.count))
    self.shape = shape
    self.values = values
    self.strings = strings
    self.isInteger = isInteger
  }

  /// The numbers as integers; those beyond Int become its ends, as in Slice's "up to the end".
  var integers: [Int] {
    values.map { value in
      value.isNaN ? 0 : Int(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }
  }

  /// What each element is called, where these are the names of classes.
  var names: [String] {
    strings.isEmpty ? values.map { Int(exactly: $0).map { "\($0)" } ?? "\($0)" } : strings
  }
}
