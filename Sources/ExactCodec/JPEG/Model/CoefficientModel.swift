import Entropy

/// Codes the coefficients of a JPEG file as mixed binary decisions, component after component and
/// block after block; the same description serves both directions. Layout: `Formats/jpeg-1.md`.
///
/// A block is the number of its coefficients that are not 0, then these from the highest frequency
/// down until all are known, and last the mean of its samples. What was coded leads to expect a
/// value and a magnitude of each, by which contexts are chosen.
package struct CoefficientModel: ~Copyable {
  let size: ModelSize
  var mixer: LeanMixer
  /// The mean error of what was expected in 1/2¹⁶, by kind, coefficient and class of magnitude.
  var errors: [Int32]
  var lines = InlineArray<15, UInt32>(repeating: 0)
  private let start: CoefficientStart
  private let zigzag = ZigzagOrder().natural
  private let squares: LeastSquares

  /// - Parameters:
  ///   - rates: how fast the mixer learns, if not as archives have it; for training
  package init(
    _ start: CoefficientStart, _ size: ModelSize, rates: LeanMixer.Rates = .ofArchives
  ) {
    (self.start, self.size) = (start, size)
    mixer = LeanMixer(size.shape, start.mixers[size]!, rates)
    squares = LeastSquares(start.squares)
    errors = start.errors
  }

  /// The bytes that coding some rows takes besides their coefficients, about.
  static func memory(of frame: FrameHeader, _ size: ModelSize) -> Int {
    size.shape.bytes + (1 << 17) + frame.coefficientsInRow
  }

  /// Takes what was learnt over into what another model begins with.
  package consuming func finish(into start: inout CoefficientStart) {
    start.mixers[size] = mixer.state
    start.squares = squares.states
    start.errors = errors
  }

  /// Encodes all values, or decodes them into zeros.
  package mutating func code(_ planes: inout CoefficientPlanes, by coder: inout some BitCoder) {
    let frame = planes.frame
    let shapes = frame.components.indices.map { index in
      PlaneShape(
        start: planes.starts[index], wide: frame.components[index].paddedWide,
        high: planes.blockRows(of: index))
    }
    unsafe planes.withBuffer { values in
      let values = unsafe Coefficients(values)
      var counts: [[UInt8]] = []
      for index in frame.components.indices {
        let plane = ComponentPlane(values, shapes, frame.components, index)
        counts.append(code(plane, counts, by: &coder))
      }
    }
  }

  /// Codes a component.
  ///
  /// - Parameter counts: how many coefficients of each block of the components before are not 0
  /// - Returns: the same of this one
  private mutating func code(
    _ plane: ComponentPlane, _ before: [[UInt8]], by coder: inout some BitCoder
  ) -> [UInt8] {
    var expectation = BlockExpectation(plane, start, squares, size)
    var counts = [UInt8](repeating: 0, count: plane.wide * plane.high)
    for y in 0..<plane.high {
      for x in 0..<plane.wide {
        let around = CountsAround(counts, plane, before, x: x, y: y)
        expectation.begin(x: x, y: y)
        counts[y * plane.wide + x] = codeBlock(&expectation, plane.kind, around, by: &coder)
        expectation.end()
      }
    }
    return counts
  }

  /// Returns the number of coefficients other than the first that are not 0.
  private mutating func codeBlock(
    _ block: inout BlockExpectation, _ kind: Int, _ around: CountsAround,
    by coder: inout some BitCoder
  ) -> UInt8 {
    let count = codeCount(block.count, kind, around, by: &coder)
    var state = BlockState(kind: kind, count: count, around: around)
    if count > 0 {
      for order in (1..<64).reversed() {
        let k = Int(zigzag[order])
        block.expect(k)
        let value = codeInner(k, order, state, &block, by: &coder)
        block.learn(k, value)
        if value == 0 { continue }
        state.left -= 1
        state.magnitudes &+= abs(value) &* block.step(k)
        if state.left == 0 { break }
      }
    }
    block.expect(0)
    let value = codeFirst(state, &block, by: &coder)
    block.learn(0, value)
    block.fit()
    return UInt8(count)
  }
}

/// What is known of a block besides its coefficients.
struct BlockState {
  /// 0 for the first component, 1 for the second, 2 for others.
  let kind: Int
  /// The coefficients other than the first that are not 0, and those of them that are to come.
  let count: Int
  var left: Int
  let around: CountsAround
  /// The sum of the dequantised magnitudes so far.
  var magnitudes = 0

  init(kind: Int, count: Int, around: CountsAround) {
    (self.kind, self.count, left, self.around) = (kind, count, count, around)
  }

  /// 0 for the first component, 1 for others.
  var colour: Int { min(kind, 1) }
}
