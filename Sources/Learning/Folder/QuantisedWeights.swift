import Autodiff
import Tensors

/// Weights learned as they are stored: integers from −128 to 127 times a step for each tensor.
///
/// Each tensor also learns the logarithms of its step and of the scale of its Laplace prior, in
/// steps. Fixed gains of columns let one step suit inputs of many sizes, and such columns have
/// their own scales. Noise replaces rounding during training (Ballé et al. 2016, of weights). At
/// the end, weights are rounded with straight-through gradients.
package struct QuantisedWeights: Sendable {
  /// Weights before rounding, within the range of the integers.
  package private(set) var reals: ParameterSet
  /// Log steps, 1 × 1 × tensors, and the log scales of each tensor.
  package private(set) var logs: ParameterSet
  private let masks: [Tensor?]
  private let gains: [Tensor?]
  /// Indices of each tensor's weights at the limits of the integers.
  private var bounded: [[Int]]

  /// A tensor to be learned.
  package struct Initial: Sendable {
    package let name: String
    package let value: Tensor
    package let rate: Float
    package let step: Float
    /// Scales of the prior in steps: one for all, or one for each column.
    package var scales: [Float]
    /// Ones and zeros; nil for all ones.
    package let mask: Tensor?
    /// One gain for each column; nil for ones.
    package let gains: Tensor?

    /// - Parameters:
    ///   - value: the tensor as the network sees it
    ///   - step: nil for an eighth of the weights' deviation
    ///   - gains: positive, 1 × 1 × channels; the network sees integer × step × gain
    package init(
      _ name: String, _ value: Tensor, rate: Float = 1, step: Float? = nil, mask: Tensor? = nil,
      gains: Tensor? = nil
    ) {
      let value = value.scaled(byChannel: gains?.inverted)
      // The deviation is from zero, as the prior's is.
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

  /// The quantisation step of each tensor.
  package var steps: [Float] { logs.value(Self.step).mapped(.exponential).values }

  /// The log scales of a tensor.
  private func scales(_ index: Int) -> Tensor { logs.value(Parameter(index: 1 + index)) }

  /// The weights as a network sees them.
  package struct Drawn: Sendable {
    package let parameters: ParameterSet
    /// Weights over their steps, before and after noise or rounding.
    fileprivate let ratios: [Tensor]
    fileprivate let numbers: [Tensor]
    package let steps: [Float]

    /// The integers, if weights are rounded.
    package var integers: [[Int]] { numbers.map { $0.values.map { Int($0) } } }
  }

  /// - Parameter noise: the key of the noise that replaces rounding; nil to round
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
  /// Gradients of a loss and of the cost of the weights.
  package struct Gradients: Sendable {
    package let reals: [Tensor]
    /// Gradients of log steps, and of each tensor's log scales.
    package let logs: [Tensor]
    /// The cost of all integers, in bits.
    package let bits: Double
  }

  /// Converts gradients of the weights that the network saw into those of learned parameters, and
  /// adds the gradients of the integers' cost.
  ///
  /// With weight w, step s, gain c and v = w / s + r, with r constant, the network saw v · s · c.
  /// If g is its gradient times c, then g is the gradient of w, and g · r · s that of ln s.
  ///
  /// - Parameters:
  ///   - gradients: one for each tensor, in order
  ///   - price: loss added by one bit
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

  /// The gradient of the step from weights at the limits, which only the step can enlarge.
  private func pull(of gradient: Tensor, _ index: Int) -> Float {
    guard !bounded[index].isEmpty else { return 0 }
    let (slopes, weights) = (gradient.values, reals.value(Parameter(index: index)).values)
    return bounded[index].reduce(0) { $0 + min(slopes[$1] * weights[$1], 0) }
  }

  private func masked(_ tensor: Tensor, _ index: Int) -> Tensor {
    masks[index].map { tensor.combined(.product, $0) } ?? tensor
  }

  /// Replaces a tensor's weights by other integers.
  package mutating func replace(_ parameter: Parameter, by integers: [Int]) {
    let (old, step) = (reals.value(parameter), steps[parameter.index])
    reals.set(
      parameter,
      to: Tensor(
        rows: old.rows, columns: old.columns, channels: old.channels,
        values: integers.map { Float($0) * step }))
  }

  /// Updates all parameters by one optimiser step.
  ///
  /// - Parameter logRate: the rate of steps and scales; nil for the weights' rate
  package mutating func update(
    _ gradients: Gradients, _ ofReals: inout Adam, _ ofLogs: inout Adam, rate: Float,
    logRate: Float? = nil
  ) {
    ofReals.update(&reals, gradients: gradients.reals, rate: rate)
    ofLogs.update(&logs, gradients: gradients.logs, rate: logRate ?? rate)
    bound()
  }

  /// Clamps weights to the range of the integers.
  private mutating func bound() {
    let steps = steps
    for (index, parameter) in reals.all.enumerated() {
      let (low, high) = (Self.lowest * steps[index], Self.highest * steps[index])
      let tensor = reals.value(parameter)
      bounded[index] = []
      guard !tensor.isWithin(low, high) else { continue }
      var values = tensor.values
      for position in values.indices where values[position] <= low || values[position] >= high {
        values[position] = min(max(values[position], low), high)
        bounded[index].append(position)
      }
      reals.set(
        parameter,
        to: Tensor(
          rows: tensor.rows, columns: tensor.columns, channels: tensor.channels, values: values))
    }
  }
}

extension Tensor {
  /// Clamps every number to low…high; integers are unchanged.
  fileprivate func kept(_ low: Float, _ high: Float) -> Tensor {
    scaled(by: 1, plus: -low).mapped(.relu).scaled(by: -1, plus: high - low).mapped(.relu)
      .scaled(by: -1, plus: high)
  }

  /// Whether all numbers lie within low…high.
  fileprivate func isWithin(_ low: Float, _ high: Float) -> Bool {
    // The sum of what lies outside is about fifty times as fast as a comparison of each number.
    let over = scaled(by: 1, plus: -high).mapped(.relu).sums(samples: 1)[0]
    return over + scaled(by: -1, plus: low).mapped(.relu).sums(samples: 1)[0] == 0
  }

  /// A row, 1 × 1 × count.
  fileprivate static func row(_ numbers: [Float]) -> Tensor {
    Tensor(rows: 1, columns: 1, channels: numbers.count, values: numbers)
  }

  /// The reciprocal of every number.
  package var inverted: Tensor {
    Tensor(rows: rows, columns: columns, channels: channels, values: values.map { 1 / $0 })
  }
}
