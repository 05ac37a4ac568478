public import FloatNetwork

extension Network {
  /// The same network with dropout's factor 1 − p multiplied into the weights that read dropped
  /// values, the network's inputs included.
  ///
  /// Training dropped each value with probability p and scaled nothing, so at test time a weight on
  /// such a value must shrink to w·(1 − p) for the expected pre-activation to stay (Srivastava et
  /// al., *Dropout*, JMLR 2014, section 3.2). Biases read no dropped value and stay as they are. The
  /// rates stay in the layers, as the record of what was folded.
  ///
  /// - Throws: `FoldingError` where it is done already: twice would shrink the weights twice.
  public func foldingDropout() throws(FoldingError) -> Network {
    guard !isDropoutFolded else { throw FoldingError() }
    var folded = self
    for (index, layer) in layers.enumerated() where layer.inputDropout > 0 {
      let keep = 1 - layer.inputDropout
      folded.setParameters(
        ofLayerAt: index,
        weights: layer.weights.map { Float(Double($0) * keep) },
        biases: layer.biases
      )
    }
    folded.isDropoutFolded = true
    return folded
  }

  /// The network with dropout folded, whether it was before or not.
  public func foldingDropoutOnce() throws(FoldingError) -> Network {
    isDropoutFolded ? self : try foldingDropout()
  }
}

/// The factors of dropout are in the weights already.
public struct FoldingError: Error, Equatable, CustomStringConvertible {
  /// One line for a person.
  public var description: String {
    "dropout is folded into these weights already; folding it again would shrink them twice"
  }
}
