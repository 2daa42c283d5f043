import Tensors

/// Weights that will be stored as bytes beside a step, learned as what they will be: integers from
/// −128 to 127, each times its tensor's step.
///
/// Beside every tensor two numbers are learned, both as logarithms: its step, and the scale (in
/// steps) of the Laplace distribution that says what its integers cost. While the network learns,
/// noise stands for rounding (Ballé et al. 2016, of weights); in the end they are rounded and
/// gradients pass as if they were not.
package struct QuantisedWeights: Sendable {
  /// Before rounding, within what integers reach.
  package private(set) var reals: ParameterSet
  /// Logarithms of steps and of scales: 1 × 1 × tensors each.
  package private(set) var logs: ParameterSet
  private let masks: [Tensor?]
  /// Weights at the end of what integers reach, a tensor.
  private var bounded: [[Int]]

  /// A tensor to be learned.
  package struct Initial: Sendable {
    let name: String
    let value: Tensor
    let rate: Float
    let step: Float
    /// Of the distribution, in steps.
    package var scale: Float
    /// Ones and noughts; nil for ones.
    let mask: Tensor?

    /// - Parameter step: nil for an eighth of the weights' deviation
    package init(
      _ name: String, _ value: Tensor, rate: Float = 1, step: Float? = nil, mask: Tensor? = nil
    ) {
      // From nought, as that of the distribution is.
      let deviation = Float((value.dots(value, samples: 1)[0] / Double(value.count)).squareRoot())
      self.name = name
      self.value = value
      self.rate = rate
      self.step = step ?? max(deviation, 0.01) / 8
      // A Laplace distribution's scale is its deviation over √2.
      scale = max(0.7 * deviation / self.step, 0.5)
      self.mask = mask
    }
  }

  private static let (lowest, highest): (Float, Float) = (-128, 127)
  private static let (step, scale) = (Parameter(index: 0), Parameter(index: 1))

  package init(_ initial: [Initial]) {
    reals = ParameterSet()
    logs = ParameterSet()
    for tensor in initial { _ = reals.add(tensor.name, tensor.value, rate: tensor.rate) }
    let (steps, scales) = (initial.map(\.step), initial.map(\.scale))
    for (name, numbers) in [("step", steps), ("scale", scales)] {
      let vector = Tensor(rows: 1, columns: 1, channels: initial.count, values: numbers)
      _ = logs.add(name, vector.mapped(.logarithm), rate: 2)
    }
    masks = initial.map(\.mask)
    bounded = initial.map { _ in [] }
    bound()
  }

  /// Width of an integer's step, a tensor.
  package var steps: [Float] { logs.value(Self.step).mapped(.exponential).values }

  /// The weights as a network sees them.
  package struct Drawn: Sendable {
    package let parameters: ParameterSet
    /// Weights over their steps, and the same with noise or rounded.
    fileprivate let ratios: [Tensor]
    fileprivate let numbers: [Tensor]
    let steps: [Float]

    /// The integers, where they are rounded.
    package var integers: [[Int]] { numbers.map { $0.values.map { Int($0) } } }
  }

  /// - Parameter noise: that stands for rounding; nil to round
  package func drawn(noise: NoiseKey?) -> Drawn {
    let steps = steps
    var key = noise
    var (set, ratios, numbers) = (ParameterSet(), [Tensor](), [Tensor]())
    for (index, parameter) in reals.all.enumerated() {
      let ratio = reals.value(parameter).scaled(by: 1 / steps[index])
      var number = ratio.mapped(.rounding)
      if let draw = key?.next() {
        let even = Tensor.uniform(
          rows: ratio.rows, columns: ratio.columns, channels: ratio.channels, key: draw)
        number = ratio.combined(.sum, even.scaled(by: 1, plus: -0.5))
      }
      number = number.kept(Self.lowest, Self.highest)
      if let mask = masks[index] { number = number.combined(.product, mask) }
      _ = set.add(
        reals.name(parameter), number.scaled(by: steps[index]), rate: reals.rate(parameter))
      ratios.append(ratio)
      numbers.append(number)
    }
    return Drawn(parameters: set, ratios: ratios, numbers: numbers, steps: steps)
  }
}

extension QuantisedWeights {
  /// Gradients of a loss, and of what the weights cost.
  package struct Gradients: Sendable {
    package let reals: [Tensor]
    /// Of logarithms of steps, and of scales.
    package let logs: [Tensor]
    /// What all integers cost.
    package let bits: Double
  }

  /// Takes gradients with respect to the weights as the network saw them back to what is learned,
  /// and adds those of the integers' cost.
  ///
  /// With w real, s its step and v = w / s + r the number drawn, whose r counts as constant, the
  /// network saw v · s: the gradient g there is that of w, and g · r · s that of ln s.
  ///
  /// - Parameters:
  ///   - gradients: one a tensor, in their order
  ///   - price: what a bit adds to the loss
  package func gradients(
    of drawn: Drawn, _ gradients: [Tensor], price: Float
  ) -> Gradients {
    let scales = logs.value(Self.scale).values
    var (bits, all) = (0.0, [Tensor]())
    var (ofSteps, ofScales) = ([Float](), [Float]())
    for index in masks.indices {
      let (ratio, number, step) = (drawn.ratios[index], drawn.numbers[index], drawn.steps[index])
      let nought = ratio.scaled(by: 0)
      let costs = BinCosts.laplace(
        number, mean: nought, logScale: nought.scaled(by: 0, plus: scales[index]))
      let (paid, slope, wider) = (
        masked(costs.bits, index), masked(costs.slope, index), masked(costs.scaleSlope, index)
      )
      let gradient = masked(gradients[index], index)
      let residue = number.combined(.sum, masked(ratio, index).scaled(by: -1))
      let ofStep =
        Double(step) * gradient.dots(residue, samples: 1)[0]
        - Double(price) * slope.dots(ratio, samples: 1)[0]
      bits += paid.sums(samples: 1)[0]
      all.append(gradient.combined(.sum, slope.scaled(by: price / step)))
      ofSteps.append(Float(ofStep) + pull(of: gradient, index))
      ofScales.append(Float(Double(price) * wider.sums(samples: 1)[0]))
    }
    let ofLogs = [ofSteps, ofScales].map {
      Tensor(rows: 1, columns: 1, channels: $0.count, values: $0)
    }
    return Gradients(reals: all, logs: ofLogs, bits: bits)
  }

  /// What the step gains by weights that cannot grow but with it.
  private func pull(of gradient: Tensor, _ index: Int) -> Float {
    guard !bounded[index].isEmpty else { return 0 }
    let (slopes, weights) = (gradient.values, reals.value(Parameter(index: index)).values)
    return bounded[index].reduce(0) { $0 + min(slopes[$1] * weights[$1], 0) }
  }

  private func masked(_ tensor: Tensor, _ index: Int) -> Tensor {
    masks[index].map { tensor.combined(.product, $0) } ?? tensor
  }

  /// Moves everything by one step of its optimiser.
  mutating func update(
    _ gradients: Gradients, _ ofReals: inout Adam, _ ofLogs: inout Adam, rate: Float
  ) {
    ofReals.update(&reals, gradients: gradients.reals, rate: rate)
    ofLogs.update(&logs, gradients: gradients.logs, rate: rate)
    bound()
  }

  /// Keeps weights within what integers reach.
  private mutating func bound() {
    let steps = steps
    for (index, parameter) in reals.all.enumerated() {
      let (low, high) = (Self.lowest * steps[index], Self.highest * steps[index])
      let tensor = reals.value(parameter)
      bounded[index] = []
      guard !tensor.isWithin(low, high) else { continue }
      var values = tensor.values
      for place in values.indices where values[place] <= low || values[place] >= high {
        values[place] = min(max(values[place], low), high)
        bounded[index].append(place)
      }
      reals.set(
        parameter,
        to: Tensor(
          rows: tensor.rows, columns: tensor.columns, channels: tensor.channels, values: values))
    }
  }
}

extension Tensor {
  /// Every number, or what is nearest to it from low to high; integers stay what they are.
  fileprivate func kept(_ low: Float, _ high: Float) -> Tensor {
    scaled(by: 1, plus: -low).mapped(.relu).scaled(by: -1, plus: high - low).mapped(.relu)
      .scaled(by: -1, plus: high)
  }

  /// Whether all numbers lie between the two.
  fileprivate func isWithin(_ low: Float, _ high: Float) -> Bool {
    // Some fifty times as fast as a look at each: the sum of what lies outside.
    let over = scaled(by: 1, plus: -high).mapped(.relu).sums(samples: 1)[0]
    return over + scaled(by: -1, plus: low).mapped(.relu).sums(samples: 1)[0] == 0
  }
}
