/// A neighbour embedding of rows in a plane: PaCMAP (Wang, Huang, Rudin & Shaposhnik 2021,
/// "Understanding how dimension reduction tools work", JMLR 22).
///
/// With d = ‖a − b‖² + 1 on the plane, Adam minimises the sum of w·d / (10 + d) over near pairs,
/// w·d / (10⁴ + d) over mid-near pairs and 1 / (1 + d) over further pairs. The weights w change in
/// three phases, which shape the global structure first and neighbourhoods last. Sums have a fixed
/// order, so the result does not depend on the number of threads.
struct NeighbourEmbedding {
  private(set) var positions: [SIMD2<Float>]
  private var means: [SIMD2<Float>]
  private var squares: [SIMD2<Float>]
  private let pairs: NeighbourPairs

  static let steps = 450

  /// - Parameter start: two numbers for each row, such as the first two principal components
  init(_ pairs: NeighbourPairs, from start: [SIMD2<Float>]) {
    self.pairs = pairs
    let size = start.reduce(Float(0)) { max($0, $1.x.magnitude, $1.y.magnitude) }
    // Rows at the same position have no gradient between them.
    positions = start.enumerated().map { row, position in
      let angle = Float(row % 97) / 97 - 0.5
      return position * (size > 0 ? 0.05 / size : 0) + SIMD2(angle, angle * angle) * 1e-4
    }
    means = Array(repeating: .zero, count: start.count)
    squares = means
  }

  /// The weights of pairs at a step.
  private static func weights(at step: Int) -> (near: Float, midNear: Float) {
    switch step {
    case ..<100: (2, 1000 + (3 - 1000) * Float(step) / 100)
    case ..<200: (3, 3)
    default: (1, 0)
    }
  }

  mutating func run(_ progress: (Int) -> Void = { _ in }) {
    var gradient = means
    for step in 0..<Self.steps {
      for row in gradient.indices { gradient[row] = .zero }
      let weight = Self.weights(at: step)
      Self.add(pairs.near, to: &gradient, positions) { d in 20 * weight.near / square(10 + d) }
      if weight.midNear > 0 {
        Self.add(pairs.midNear, to: &gradient, positions) { d in
          20_000 * weight.midNear / square(10_000 + d)
        }
      }
      Self.add(pairs.far, to: &gradient, positions) { d in -2 / square(1 + d) }
      move(by: gradient, step)
      if step % 10 == 0 { progress(step) }
    }
  }

  /// Adds the gradients of the losses of some pairs.
  ///
  /// - Parameter slope: twice the derivative of a pair's loss with respect to d
  @inline(__always)
  private static func add(
    _ pairs: [NeighbourPairs.Pair], to gradient: inout [SIMD2<Float>], _ positions: [SIMD2<Float>],
    _ slope: (Float) -> Float
  ) {
    for pair in pairs {
      let (one, other) = (Int(pair.one), Int(pair.other))
      let between = positions[one] - positions[other]
      let force = between * slope((between * between).sum() + 1)
      gradient[one] += force
      gradient[other] -= force
    }
  }

  /// A step of Adam (Kingma & Ba 2015) with learning rate 1.
  private mutating func move(by gradient: [SIMD2<Float>], _ step: Int) {
    let (beta1, beta2) = (Float(0.9), Float(0.999))
    var (power1, power2) = (Float(1), Float(1))
    for _ in 0...step { (power1, power2) = (power1 * beta1, power2 * beta2) }
    let rate = (1 - power2).squareRoot() / (1 - power1)
    for row in positions.indices {
      let slope = gradient[row]
      means[row] += (1 - beta1) * (slope - means[row])
      squares[row] += (1 - beta2) * (slope * slope - squares[row])
      positions[row] -= rate * means[row] / (squares[row].squareRoot() + 1e-7)
    }
  }
}

@inline(__always)
private func square(_ x: Float) -> Float { x * x }
