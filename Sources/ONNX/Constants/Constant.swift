/// A tensor that does not depend on the network's input.
struct Constant: Equatable {
  /// The elements, row-major.
  enum Elements: Equatable {
    /// Of a float type: each a number that the type holds.
    case reals([Double])
    /// Of an integer type or bool: each within the type's range; of uint64, the bits.
    case integers([Int64])
    case strings([String])

    var count: Int {
      switch self {
      case .reals(let values): values.count
      case .integers(let values): values.count
      case .strings(let values): values.count
      }
    }
  }

  /// The length of each axis; none for a single number.
  private(set) var shape: [Int]
  let type: ElementType
  /// As many as the shape says.
  private(set) var elements: Elements

  /// A list of whole numbers.
  init(integers: [Int]) {
    self.init(shape: [integers.count], type: .int64, integers: integers.map { Int64($0) })
  }

  /// - Precondition: there are as many elements as the shape says, and of the type.
  init(shape: [Int], type: ElementType, elements: Elements) {
    precondition(elementCount(of: shape) == elements.count)
    self.shape = shape
    self.type = type
    self.elements = elements
  }

  /// Numbers, rounded to the float type.
  init(shape: [Int], type: ElementType, reals: [Double]) {
    self.init(shape: shape, type: type, elements: .reals(reals.map { type.rounded($0) }))
  }

  /// Whole numbers, wrapped into the integer type's width.
  init(shape: [Int], type: ElementType, integers: [Int64]) {
    self.init(shape: shape, type: type, elements: .integers(integers.map { type.wrapped($0) }))
  }

  /// Truth values.
  init(shape: [Int], truths: [Bool]) {
    self.init(shape: shape, type: .bool, integers: truths.map { $0 ? 1 : 0 })
  }

  var count: Int { elements.count }

  /// The elements as real numbers; none where they are text.
  var values: [Double] {
    switch elements {
    case .reals(let values): values
    case .integers(let values): values.map { type.real($0) }
    case .strings: []
    }
  }

  /// The elements as integers; those beyond Int become its ends, as in Slice's "up to the end".
  var integers: [Int] {
    switch elements {
    case .reals(let values):
      values.map { value in
        value.isNaN ? 0 : Int(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
      }
    case .integers(let values):
      values.map { type == .uint64 && $0 < 0 ? .max : Int(clamping: $0) }
    case .strings: []
    }
  }

  /// What each element is called, where these are the names of classes.
  var names: [String] {
    switch elements {
    case .reals(let values): values.map { Int(exactly: $0).map { "\($0)" } ?? "\($0)" }
    case .integers(let values):
      values.map { type == .uint64 ? "\(UInt64(bitPattern: $0))" : "\($0)" }
    case .strings(let values): values
    }
  }

  /// The same elements in another shape.
  ///
  /// - Precondition: it takes as many.
  func reshaped(to shape: [Int]) -> Constant {
    Constant(shape: shape, type: type, elements: elements)
  }

  /// For each place of a new shape the element at a place of this one, row-major.
  ///
  /// - Parameters:
  ///   - places: negative ones stand for `fill`.
  ///   - fill: one element of the same type; needed where a place is negative.
  func taking(_ places: [Int], shape: [Int], fill: Constant? = nil) -> Constant {
    let taken: Elements
    switch (elements, fill?.elements) {
    case (.reals(let own), .reals(let other)):
      taken = .reals(places.map { $0 < 0 ? other[0] : own[$0] })
    case (.integers(let own), .integers(let other)):
      taken = .integers(places.map { $0 < 0 ? other[0] : own[$0] })
    case (.strings(let own), .strings(let other)):
      taken = .strings(places.map { $0 < 0 ? other[0] : own[$0] })
    case (.reals(let own), _): taken = .reals(places.map { own[$0] })
    case (.integers(let own), _): taken = .integers(places.map { own[$0] })
    case (.strings(let own), _): taken = .strings(places.map { own[$0] })
    }
    return Constant(shape: shape, type: type, elements: taken)
  }

  /// The elements of several constants of one type, one after the other, as a list.
  static func joining(_ parts: [Constant], type: ElementType) -> Constant {
    let elements: Elements =
      switch type {
      case .string: .strings(parts.flatMap(\.names))
      case _ where type.isFloat: .reals(parts.flatMap(\.values))
      default: .integers(parts.flatMap(\.bits))
      }
    return Constant(shape: [elements.count], type: type, elements: elements)
  }

  /// The whole numbers as they are stored; none where the elements are real or text.
  var bits: [Int64] { if case .integers(let values) = elements { values } else { [] } }
}
