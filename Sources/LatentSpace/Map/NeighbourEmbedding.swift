/// A plane on which rows lie beside their neighbours: PaCMAP, of Wang, Huang, Rudin & Shaposhnik
/// 2021, "Understanding how dimension reduction tools work" (JMLR 22).
///
/// With d = ‖a − b‖² + 1 on the plane, the sum of w·d / (10 + d) over near pairs, w·d / (10⁴ + d)
/// over middling ones and 1 / (1 + d) over far ones is made small by Adam's steps, in three parts:
/// first the whole is put in order, then neighbourhoods. Sums have one order, so that equal rows
/// come to equal places on any number of threads.
struct NeighbourEmbedding {
  private(set) var places: [SIMD2<Float>]
  private var means: [SIMD2<Float>]
  private var squares: [SIMD2<Float>]
  private let pairs: NeighbourPairs

  static let steps = 450

  /// - Parameter start: two numbers a row; the first two principal components do
  init(_ pairs: NeighbourPairs, from start: [SIMD2<Float>]) {
    self.pairs = pairs
    let size = start.reduce(Float(0)) { max($0, $1.x.magnitude, $1.y.magnitude) }
    // Rows at one place would never part.
    places = start.enumerated().map { row, place in
      let angle = Float(row % 97) / 97 - 0.5
      return place * (size > 0 ? 0.05 / size : 0) + SIMD2(angle, angle * angle) * 1e-4
    }
    means = Array(repeating: .zero, count: start.count)
    squares = means
  }

  /// What pairs weigh at a step.
  private static func weights(at step: Int) -> (near: Float, middling: Float) {
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
      Self.add(pairs.near, to: &gradient, places) { d in 20 * weight.near / square(10 + d) }
      if weight.middling > 0 {
        Self.add(pairs.middling, to: &gradient, places) { d in
          20_000 * weight.middling / square(10_000 + d)
        }
      }
      Self.add(pairs.far, to: &gradient, places) { d in -2 / square(1 + d) }
      move(by: gradient, step)
      if step % 10 == 0 { progress(step) }
    }
  }

  /// Adds what pairs draw or push their rows by.
  ///
  /// - Parameter slope: twice the derivative of a pair's loss by d
  @inline(__always)
  private static func add(
    _ pairs: [NeighbourPairs.Pair], to gradient: inout [SIMD2<Float>], _ places: [SIMD2<Float>],
    _ slope: (Float) -> Float
  ) {
    for pair in pairs {
      let (one, other) = (Int(pair.one), Int(pair.other))
      let between = places[one] - places[other]
      let force = between * slope((between * between).sum() + 1)
      gradient[one] += force
      gradient[other] -= force
    }
  }

  /// A step of Adam (Kingma & Ba 2015) at a rate of 1.
  private mutating func move(by gradient: [SIMD2<Float>], _ step: Int) {
    let (fading, fadingSquares) = (Float(0.9), Float(0.999))
    var (left, leftSquares) = (Float(1), Float(1))
    for _ in 0...step { (left, leftSquares) = (left * fading, leftSquares * fadingSquares) }
    let rate = (1 - leftSquares).squareRoot() / (1 - left)
    for row in places.indices {
      let slope = gradient[row]
      means[row] += (1 - fading) * (slope - means[row])
      squares[row] += (1 - fadingSquares) * (slope * slope - squares[row])
      places[row] -= rate * means[row] / (squares[row].squareRoot() + 1e-7)
    }
  }
}

@inline(__always)
private func square(_ x: Float) -> Float { x * x }
