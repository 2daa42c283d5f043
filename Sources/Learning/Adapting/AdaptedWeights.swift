import Autodiff
import Bytes
import Networks
import Tensors
import Training

/// The weights of a photo model during adaptation. Vectors, filters and tables of the decoder are
/// the base's plus quantised differences. Each output of a decoder matrix has a factor. Weights
/// that only encode are free.
package struct AdaptedWeights: Sendable {
  package let model: TrainablePhotoModel
  /// The parameters of the decoder that change.
  package let decoding: [Change]
  private(set) var differences: QuantisedWeights
  /// All parameters; those of the decoder have their initial values.
  private var parameters: ParameterSet
  private var optimisers: (reals: Adam, logs: Adam, encoding: Adam)
  private var encoding: [Parameter]

  package typealias Placement = TrainablePhotoModel.Placement

  /// How a parameter changes.
  package struct Change: Sendable {
    package let placement: Placement
    package let kind: PhotoAdaptation.Kind
  }

  /// Multiplies the learning rate of factors.
  private static let factorRate: Float = 2
  /// The initial scale of the Laplace prior over the integers.
  private static let scale: Float = 0.15
  /// A number that must stay positive keeps at least this share of its base value.
  private static let leastShare: Float = 0.1
  private static let leastStep: Float = 1e-5

  package init(_ model: TrainablePhotoModel, plan: AdaptingPlan) {
    self.model = model
    parameters = model.parameters
    let names = Set(model.configuration.decodingTensors.map(\.name))
    let placements = model.placements.filter { names.contains($0.tensor) }
    decoding = placements.map { Change(placement: $0, kind: Self.kind(of: $0.tensor, in: model)) }
    let all = model.parameters
    differences = QuantisedWeights(decoding.map { Self.initial($0, all, plan.firstSteps) })
    let decoders = Set(placements.map(\.parameter))
    encoding = all.all.filter { !decoders.contains($0) }
    let adam = Adam(beta1: 0.9, beta2: 0.99)
    optimisers = (adam, adam, adam)
  }

  /// Matrices have too many numbers: storing changes to them pays only with the latents of
  /// thousands of photographs.
  private static func kind(
    of tensor: String, in model: TrainablePhotoModel
  ) -> PhotoAdaptation.Kind {
    let isTable = tensor.hasPrefix("gain.") || tensor == "hyper_synthesis.quality.weight"
    let shape = model.configuration.decodingTensors.first { $0.name == tensor }?.shape
    return shape?.count == 2 && tensor.hasSuffix(".weight") && !isTable ? .factor : .difference
  }

  private static func initial(
    _ change: Change, _ parameters: ParameterSet, _ steps: (differences: Float, factors: Float)
  ) -> QuantisedWeights.Initial {
    let parameter = change.placement.parameter
    let base = change.placement.base ?? parameters.value(parameter)
    let (nothing, rate, step): (Tensor, Float, Float)
    switch change.kind {
    case .factor:
      nothing = .zeros(rows: base.rows, columns: 1, channels: 1)
      (rate, step) = (factorRate, steps.factors)
    case .difference:
      let square = base.dots(base, samples: 1)[0] / Double(base.count)
      nothing = base.scaled(by: 0)
      (rate, step) = (1, max(Float(square.squareRoot()) * steps.differences, leastStep))
    }
    var initial = QuantisedWeights.Initial(
      parameters.name(parameter), nothing, rate: rate, step: step)
    initial.scales = [scale]
    return initial
  }

  /// The weights as the network sees them during learning.
  package struct Drawn: Sendable {
    package let parameters: ParameterSet
    fileprivate let differences: QuantisedWeights.Drawn
  }

  /// Draws weights with rounded differences.
  package func drawn() -> Drawn {
    let drawn = differences.drawn(noise: nil)
    var set = parameters
    for (change, difference) in zip(decoding, drawn.parameters.all) {
      let difference = drawn.parameters.value(difference)
      let parameter = change.placement.parameter
      set.set(parameter, to: moved(change, by: difference))
    }
    return Drawn(parameters: set, differences: drawn)
  }

  private func moved(_ change: Change, by difference: Tensor) -> Tensor {
    let value = parameters.value(change.placement.parameter)
    if change.kind == .factor {
      return value.scaled(bySample: difference.values.map { 1 + $0 })
    }
    guard let base = change.placement.base else { return value.combined(.sum, difference) }
    // These are learned by their logarithm.
    let shares = zip(base.values, difference.values).map { max(1 + $1 / $0, Self.leastShare) }
    return Tensor(
      rows: base.rows, columns: base.columns, channels: base.channels, values: shares
    ).mapped(.logarithm)
  }

  /// Learning rates for decoder weights, for steps and scales, and for encoder weights.
  package typealias Rates = (decoding: Float, widths: Float, encoding: Float)

  /// Updates all weights by one optimiser step.
  ///
  /// - Parameters:
  ///   - gradients: one for each parameter
  ///   - price: loss added by one bit of the differences
  /// - Returns: the cost of all differences, in bits
  package mutating func learn(
    _ gradients: [Tensor], _ drawn: Drawn, price: Float, rates: Rates
  ) -> Double {
    let ofDifferences = decoding.map { change in
      gradient(gradients[change.placement.parameter.index], of: change, drawn)
    }
    let whole = differences.gradients(of: drawn.differences, ofDifferences, price: price)
    differences.update(
      whole, &optimisers.reals, &optimisers.logs, rate: rates.decoding, logRate: rates.widths)
    learnEncoding(gradients, rate: rates.encoding)
    return whole.bits
  }

  private mutating func learnEncoding(_ gradients: [Tensor], rate: Float) {
    var set = ParameterSet()
    for parameter in encoding {
      _ = set.add(
        parameters.name(parameter), parameters.value(parameter), rate: parameters.rate(parameter))
    }
    optimisers.encoding.update(&set, gradients: encoding.map { gradients[$0.index] }, rate: rate)
    for (parameter, new) in zip(encoding, set.all) { parameters.set(parameter, to: set.value(new)) }
  }

  /// Converts the gradient of a parameter as the network saw it into that of its change.
  private func gradient(_ gradient: Tensor, of change: Change, _ drawn: Drawn) -> Tensor {
    let parameter = change.placement.parameter
    if change.kind == .factor {
      let value = parameters.value(parameter)
      return Tensor(
        rows: value.rows, columns: 1, channels: 1,
        values: gradient.dots(value, samples: value.rows).map { Float($0) })
    }
    guard let base = change.placement.base else { return gradient }
    let numbers = drawn.parameters.value(parameter).mapped(.exponential).combined(.product, base)
    return Tensor(
      rows: base.rows, columns: base.columns, channels: base.channels,
      values: zip(gradient.values, numbers.values).map { $0 / $1 })
  }
}

extension AdaptedWeights {
  /// The model file that stores the changes.
  package func file(base: Digest) throws(ModelError) -> [UInt8] {
    let drawn = differences.drawn(noise: nil)
    let integers = drawn.integers
    var changes: [PhotoAdaptation.Change] = []
    for tensor in model.configuration.decodingTensors {
      // One tensor may hold several parameters.
      let parts = decoding.indices.filter { decoding[$0].placement.tensor == tensor.name }
      guard let first = parts.first else { continue }
      let kind = decoding[first].kind
      let (rows, size) = (tensor.shape[0], kind.shape(tensor.shape).reduce(1, *))
      var numbers = [Int8](repeating: 0, count: size)
      var steps = [Float](repeating: 0, count: rows)
      for part in parts {
        let kept = kept(integers[part], step: drawn.steps[part], of: decoding[part])
        for (index, integer) in zip(indices(of: decoding[part], in: tensor), kept) {
          numbers[index] = Int8(integer)
          steps[index * rows / size] = drawn.steps[part]
        }
      }
      if steps.allSatisfy({ $0 == steps[0] }) { steps = [steps[0]] }
      changes.append(.init(tensor, kind, steps: steps, integers: numbers))
    }
    return try PhotoAdaptation.file(base: base, changes)
  }

  /// Clamps integers so that positive numbers keep the least share that learning leaves them.
  private func kept(_ integers: [Int], step: Float, of change: Change) -> [Int] {
    guard change.kind == .difference, let base = change.placement.base else { return integers }
    return zip(integers, base.values).map { integer, base in
      max(integer, Int(((Self.leastShare - 1) * base / step).rounded(.up)))
    }
  }

  /// The index of each integer of a change among those that the file stores for the tensor. A
  /// change by factors has one integer for each row.
  private func indices(
    of change: Change, in tensor: PhotoConfiguration.TensorShape
  ) -> [Int] {
    let size = tensor.shape.reduce(1, *)
    let indices = change.placement.indices ?? Array(0..<size)
    guard change.kind == .factor else { return indices }
    let width = size / tensor.shape[0]
    return stride(from: 0, to: indices.count, by: width).map { indices[$0] / width }
  }
}
