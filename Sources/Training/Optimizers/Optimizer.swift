/// How the gradient of the cost changes the parameters.
///
/// An optimizer keeps nothing itself: what it remembers of each parameter lies in runs of floats
/// beside the parameters, zero before the first step, so that threads can each update a part and a
/// checkpoint can hold all of it.
protocol Optimizer: Sendable {
  /// The names of what it remembers of each parameter, in the order of `memory`.
  var memoryNames: [String] { get }

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - parameters: moved in place.
  ///   - gradients: dC/dθ of this mini-batch, one a parameter.
  ///   - memory: one run for each of `memoryNames`, each as long as `parameters`.
  func step(_ parameters: Floats, gradients: Floats, memory: [Floats], at moment: StepMoment)

  /// Whether a step reads `StepMoment.gradientNorm`.
  var needsGradientNorm: Bool { get }

  /// Whether a step wants the gradient of the same mini-batch at a second place, which
  /// `moveToProbe` moves the parameters to before `step` is called with the gradient there.
  var probes: Bool { get }

  /// Moves the parameters to the second place, and remembers the first with its gradient.
  func moveToProbe(_ parameters: Floats, gradients: Floats, memory: [Floats], at moment: StepMoment)
}

extension Optimizer {
  var needsGradientNorm: Bool { false }
  var probes: Bool { false }

  func moveToProbe(
    _ parameters: Floats,
    gradients: Floats,
    memory: [Floats],
    at moment: StepMoment
  ) {}
}

/// What a step depends on besides its gradient.
struct StepMoment: Sendable {
  /// t: 1 for the first step.
  var step: Int
  /// ε or η, times the schedule's and the layer's factors.
  var learningRate: Float
  /// μ, where the optimizer has one.
  var momentum: Float = 0
  /// The length of the gradient of the whole tensor that the parameters belong to.
  var gradientNorm: Float = 0
}

/// Which optimizer training uses, and its constants. Defaults are those of the papers.
public enum OptimizerChoice: Equatable, Sendable {
  /// Plain gradient descent.
  case gradientDescent
  /// Momentum.
  case momentum(MomentumSchedule)
  /// Nesterov's momentum.
  case nesterov(MomentumSchedule)
  /// Adagrad.
  case adagrad(epsilon: Double = 1e-8)
  /// RMSprop.
  case rmsprop(decay: Double = 0.9, epsilon: Double = 1e-8)
  /// Adadelta; its learning rate is usually 1.
  case adadelta(decay: Double = 0.95, epsilon: Double = 1e-6)
  /// Adam.
  case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
  /// AdaSecant; its learning rate is usually 1.
  case adaSecant(decay: Double = 0.95, largestGamma: Double = 1.8, epsilon: Double = 1e-6)
  /// vSGD; its learning rate is usually 1.
  case vsgd(slowStart: Double = 10, epsilon: Double = 1e-5)

  /// The arithmetic.
  var optimizer: any Optimizer {
    switch self {
    case .gradientDescent: GradientDescent()
    case .momentum: Momentum()
    case .nesterov: Nesterov()
    case .adagrad(let epsilon): Adagrad(epsilon: Float(epsilon))
    case .rmsprop(let decay, let epsilon): RMSprop(decay: Float(decay), epsilon: Float(epsilon))
    case .adadelta(let decay, let epsilon): Adadelta(decay: Float(decay), epsilon: Float(epsilon))
    case .adam(let beta1, let beta2, let epsilon):
      Adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
    case .adaSecant(let decay, let largestGamma, let epsilon):
      AdaSecant(
        decay: Float(decay),
        largestGamma: Float(largestGamma),
        epsilon: Float(epsilon)
      )
    case .vsgd(let slowStart, let epsilon):
      VSGD(slowStart: Float(slowStart), epsilon: Float(epsilon))
    }
  }

  /// How the momentum goes; 0 where there is none.
  var momentum: MomentumSchedule {
    switch self {
    case .momentum(let schedule), .nesterov(let schedule): schedule
    default: 0
    }
  }
}
