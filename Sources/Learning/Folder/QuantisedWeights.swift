import Autodiff
import Tensors

/// Weights that will be stored as bytes beside a step, learned as what they will be: integers from
/// −128 to 127, each times its tensor's step.
///
/// Beside every tensor its step is learned, and the scale (in steps) of the Laplace distribution
/// that says what its integers cost; both as logarithms. Columns may have gains that are given, so
/// that one step suits inputs of many sizes, and have scales of their own then. While the network
/// learns, noise stands for rounding (Ballé et al. 2016, of weights); in the end they are rounded
/// and gradients pass as if they were not.
package struct QuantisedWeights: Sendable {
  /// Before rounding, within what integers reach.
  package private(set) var reals: ParameterSet
  /// Logarithms of steps, 1 × 1 × tensors, and of the scales of each tensor.
  package private(set) var logs: ParameterSet
  private let masks: [Tensor?]
  private let gains: [Tensor?]
  /// Weights at the end of what integers reach, a tensor.
  private var bounded: [[Int]]

  /// A tensor to be learned.
  package struct Initial: Sendable {
    package let name: String
    package let value: Tensor
    package let rate: Float
    package let step: Float
    /// Of the distribution, in steps: one, or one a column.
    package var scales: [Float]
    /// Ones and noughts; nil for ones.
    package let mask: Tensor?
    /// One a column; nil for ones.
    package let gains: Tensor?

    /// - Parameters:
    ///   - value: as the network sees it
    ///   - step: nil for an eighth of the weights' deviation
    ///   - gains: above nought, 1 × 1 × channels: the network sees integer × step × gain
    package init(
      _ name: String, _ value: Tensor, rate: Float = 1, step: Float? = nil, mask: Tensor? = nil,
      gains: Tensor? = nil
    ) {
      let value = value.scaled(byChannel: gains?.inverted)
      // From nought, as that of the distribution is.
      let squares = value.channelSums(times: value).values
      func deviation(_ squares: Float, _ count: Int) -> Float {
        (squares / Float(max(count, 1))).squareRoot()
      }
      let whole = deviation(squares.reduce(0, +), value.count)
      self.name = name
      self.value = value
      self.rate = rate
      let step = step ?? max(whole, 0.01) / 8
      self.step = step
      let columns = value.count / max(value.channels, 1)
      let deviations = gains == nil ? [whole] : squares.map { deviation($0, columns) }
      // A Laplace distribution's scale is its deviation over √2.
      scales = deviations.map { max(0.7 * $0 / step, 0.5) }
      self.mask = mask
      self.gains = gains
    }
  }

  private static let (lowest, highest): (Float, Float) = (-128, 127)
  private static let step = Parameter(index: 0)

  package init(_ initial: [Initial]) {
    reals = ParameterSet()
    logs = ParameterSet()
    for tensor in initial { _ = reals.add(tensor.name, tensor.value, rate: tensor.rate) }
    let scales = initial.map { ("scale of \($0.name)", $0.scales) }
    for (name, numbers) in [("step", initial.map(\.step))] + scales {
      _ = logs.add(name, Tensor.row(numbers).mapped(.logarithm), rate: 2)
    }
    masks = initial.map(\.mask)
    gains = initial.map(\.gains)
    bounded = initial.map { _ in [] }
    bound()
  }

  /// Width of an integer's step, a tensor.
  package var steps: [Float] { logs.value(Self.step).mapped(.exponential).values }

  /// Logarithms of a tensor's scales.
  private func scales(_ index: Int) -> Tensor { logs.value(Parameter(index: 1 + index)) }

  /// The weights as a network sees them.
  package struct Drawn: Sendable {
    package let parameters: ParameterSet
    /// Weights over their steps, and the same with noise or rounded.
    fileprivate let ratios: [Tensor]
    fileprivate let numbers: [Tensor]
    package let steps: [Float]

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
      let seen = number.scaled(by: steps[index]).scaled(byChannel: gains[index])
      _ = set.add(reals.name(parameter), seen, rate: reals.rate(parameter))
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
    /// Of logarithms of steps, and of each tensor's scales.
    package let logs: [Tensor]
    /// What all integers cost.
    package let bits: Double
  }

  /// Takes gradients with respect to the weights as the network saw them back to what is learned,
  /// and adds those of the integers' cost.
  ///
  /// With w real, s its step, c its gain and v = w / s + r the number drawn, whose r counts as
  /// constant, the network saw v · s · c: with g for the gradient there times c, g is that of w,
  /// and g · r · s that of ln s.
  ///
  /// - Parameters:
  ///   - gradients: one a tensor, in their order
  ///   - price: what a bit adds to the loss
  package func gradients(
    of drawn: Drawn, _ gradients: [Tensor], price: Float
  ) -> Gradients {
    var (bits, all) = (0.0, [Tensor]())
    var (ofSteps, ofScales) = ([Float](), [Tensor]())
    for index in masks.indices {
      let (ratio, number, step) = (drawn.ratios[index], drawn.numbers[index], drawn.steps[index])
      let zeroPoint = ratio.scaled(by: 0)
      let scales = scales(index)
      let isOne = scales.count == 1
      let spread =
        isOne
        ? zeroPoint.scaled(by: 0, plus: scales.values[0])
        : zeroPoint.scaled(byChannel: nil, plus: scales)
      let costs = BinCosts.laplace(number, mean: zeroPoint, logScale: spread)
      let (paid, slope, wider) = (
        masked(costs.bits, index), masked(costs.slope, index), masked(costs.scaleSlope, index)
      )
      let gradient = masked(gradients[index], index).scaled(byChannel: gains[index])
      let residue = number.combined(.sum, masked(ratio, index).scaled(by: -1))
      let ofStep =
        Double(step) * gradient.dots(residue, samples: 1)[0]
        - Double(price) * slope.dots(ratio, samples: 1)[0]
      bits += paid.sums(samples: 1)[0]
      all.append(gradient.combined(.sum, slope.scaled(by: price / step)))
      ofSteps.append(Float(ofStep) + pull(of: gradient, index))
      ofScales.append(
        isOne
          ? .row([Float(Double(price) * wider.sums(samples: 1)[0])])
          : wider.channelSums().scaled(by: price))
    }
    return Gradients(reals: all, logs: [.row(ofSteps)] + ofScales, bits: bits)
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

  /// Takes other integers for a tensor's weights.
  package mutating func replace(_ parameter: Parameter, by integers: [Int]) {
    let (old, step) = (reals.value(parameter), steps[parameter.index])
    reals.set(
      parameter,
      to: Tensor(
        rows: old.rows, columns: old.columns, channels: old.channels,
        values: integers.map { Float($0) * step }))
  }

  /// Moves everything by one step of its optimiser.
  ///
  /// - Parameter logRate: of steps and scales; nil for that of the weights
  package mutating func update(
    _ gradients: Gradients, _ ofReals: inout Adam, _ ofLogs: inout Adam, rate: Float,
    logRate: Float? = nil
  ) {
    ofReals.update(&reals, gradients: gradients.reals, rate: rate)
    ofLogs.update(&logs, gradients: gradients.logs, rate: logRate ?? rate)
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

  /// 1 × 1 × count
  fileprivate static func row(_ numbers: [Float]) -> Tensor {
    Tensor(rows: 1, columns: 1, channels: numbers.count, values: numbers)
  }

  /// One over every number.
  package var inverted: Tensor {
    Tensor(rows: rows, columns: columns, channels: channels, values: values.map { 1 / $0 })
  }
}
