public import Datasets
import CMath
public import FloatNetwork

/// Knowledge distillation (Hinton, Vinyals & Dean, *Distilling the Knowledge in a Neural Network*, 2015): a small
/// network learns what a large one answers, which says more of a sample than its label.
///
/// The targets are softmax(z/T) of the large network. The small one is held to them as it is, without T: its z become
/// 1/T of the large one's, which changes no answer, and it is no less sure of its labels than they ask.
extension Dataset {
  /// The samples with a network's answers as their targets.
  ///
  /// - Parameter temperature: T, above 0; the larger, the more the wrong classes count.
  /// - Throws: `TrainingError` where the samples do not fit the network, or its last layer is no softmax.
  public func withTargets(
    of teacher: Network,
    temperature: Double
  ) throws(TrainingError) -> Dataset {
    try teacher.check(.crossEntropy)
    try teacher.check(self)
    var result = self
    var targets = try teacher.outputs(for: inputs)
    for start in stride(from: 0, to: targets.count, by: classCount) {
      var sum: Float = 0
      for index in start..<start + classCount {
        // From a probability: softmax(z/T) is that to the power of 1/T, divided by the sum.
        targets[index] = Float(pow(Double(targets[index]), 1 / temperature))
        sum += targets[index]
      }
      for index in start..<start + classCount { targets[index] /= sum }
    }
    result.targets = targets
    return result
  }
}
