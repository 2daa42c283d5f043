import Autodiff
import Tensors

/// How an autoencoder is trained; with a seed, all that decides what comes of it.
package struct TrainingPlan: Sendable, Equatable, Codable {
  package enum Length: Sendable, Equatable, Codable {
    case steps(Int)
    case epochs(Int)
    /// Seconds. The speed of the first steps, which warm up, tells how many there will be.
    case time(Double)
  }

  package enum Method: String, Sendable, Codable, CaseIterable {
    /// Gradient descent with momentum, or Adam.
    case sgd, adam
  }

  package var length: Length
  /// Objects a step.
  package var batch: Int
  /// Objects a thread works on at a time; part of the recipe, as sums are made shard by shard.
  package var shard: Int
  package var optimiser: Method
  package var momentum: Float
  /// The highest learning rate.
  package var rate: Float
  /// The rate of the last step, as a share of the highest.
  package var finalShare: Float
  /// Steps until the highest rate is reached.
  package var warmUp: Int
  /// The greatest norm of all gradients together; nil for any.
  package var clipping: Double?
  package var augmentation: Augmentation?
  package var seed: UInt64

  /// What suits a kind.
  package init(_ kind: AutoencoderKind, length: Length = .epochs(20), seed: UInt64 = 0) {
    self.length = length
    // Mean activations are taken over a shard.
    shard = kind == .sparse ? 128 : 32
    batch = 128
    optimiser = .adam
    momentum = 0.9
    // Small activations take a decoder of large weights, which must grow.
    rate = kind == .sparse ? 0.03 : kind == .vanilla ? 3e-3 : 1e-3
    finalShare = 0.01
    warmUp = 50
    clipping = nil
    augmentation = nil
    self.seed = seed
  }

  /// Twenty epochs, but not so few steps that small data would teach nothing; sixty where numbers
  /// must find out first which of them are to be active.
  package func usualLength(of kind: AutoencoderKind, objects: Int) -> Length {
    .steps(max((kind == .sparse ? 60 : 20) * stepsAnEpoch(objects: objects), 3000))
  }

  /// Batches that show each of so many objects once.
  package func stepsAnEpoch(objects: Int) -> Int { max((objects + batch - 1) / batch, 1) }

  /// Steps in all; nil while time is to tell.
  package func steps(objects: Int) -> Int? {
    switch length {
    case .steps(let steps): steps
    case .epochs(let epochs): epochs * stepsAnEpoch(objects: objects)
    case .time: nil
    }
  }

  /// - Parameter steps: in all; nil where that is not known yet, while the rate is rising
  package func rate(at step: Int, of steps: Int?) -> Float {
    let all = steps ?? .max / 2
    return Schedule(
      peak: rate, final: rate * finalShare, warmUp: min(warmUp, all / 5), steps: all
    ).rate(at: step)
  }
}

/// The optimiser a plan names.
package enum ChosenOptimiser: Optimiser {
  case sgd(GradientDescent)
  case adam(Adam)

  package init(_ plan: TrainingPlan) {
    self =
      switch plan.optimiser {
      case .sgd: .sgd(GradientDescent(momentum: plan.momentum))
      case .adam: .adam(Adam())
      }
  }

  package mutating func update(
    _ parameters: inout ParameterSet, gradients: [Tensor], rate: Float
  ) {
    switch self {
    case .sgd(var method):
      method.update(&parameters, gradients: gradients, rate: rate)
      self = .sgd(method)
    case .adam(var method):
      method.update(&parameters, gradients: gradients, rate: rate)
      self = .adam(method)
    }
  }

  package var state: OptimiserState {
    get {
      switch self {
      case .sgd(let method): method.state
      case .adam(let method): method.state
      }
    }
    set {
      switch self {
      case .sgd(var method):
        method.state = newValue
        self = .sgd(method)
      case .adam(var method):
        method.state = newValue
        self = .adam(method)
      }
    }
  }
}
