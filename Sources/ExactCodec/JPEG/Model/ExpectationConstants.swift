import CKernels

/// What does not change within a component, for the kernels.
@safe
struct ExpectationConstants: ~Copyable {
  let pointer: UnsafeMutablePointer<aez_jpeg_constants>

  /// The cosines of the eight frequencies at the first pixel and at the second, in 1/8192; those
  /// at the last ones are the same, with the other sign where the frequency is odd.
  private static let first: [Int] = [2896, 4017, 3784, 3406, 2896, 2276, 1567, 799]
  private static let second: [Int] = [2896, 3406, 1567, -799, -2896, -4017, -3784, -2276]
  /// The places within a block whose magnitudes are looked at, from that of a coefficient.
  private static let within = [(1, 0), (0, 1), (1, 1), (-1, 1), (1, -1), (2, 0), (0, 2)]

  init(
    _ plane: ComponentPlane, _ start: CoefficientStart, _ squares: LeastSquares, _ size: ModelSize
  ) {
    unsafe pointer = .allocate(capacity: 1)
    unsafe pointer.initialize(to: aez_jpeg_constants())
    unsafe pointer.pointee.squares = squares.ofKind(plane.kind)
    unsafe pointer.pointee.solve_interval = size.solveInterval
    // The last features are the diagonal neighbours, or other components as far as there are some.
    unsafe pointer.pointee.signed_neighbours = (
      0, 1, plane.index > 0 ? 6 : 2, plane.index > 1 ? 7 : 3
    )
    let steps = plane.component.steps
    setEdges()
    for index in 0..<Int(AEZ_JPEG_CLASSES) {
      // The least magnitude of a class, in 1/16.
      let least = index < 4 ? index : (4 + index & 3) << (index / 4 - 1)
      unsafe floats(\.sample_weights)[index] = 16 / Float(5 + 2 * least)
    }
    for k in 0..<64 {
      unsafe integers(\.steps)[k] = Int32(steps[k])
      set(k, steps, start.expected(colour: min(plane.kind, 1), k))
    }
  }

  deinit { unsafe pointer.deallocate() }

  /// A step of the quantisation, at least 1.
  @inline(__always) func step(_ k: Int) -> Int { Int(unsafe integers(\.steps)[k]) }

  /// Sets what depends on a coefficient.
  ///
  /// - Parameter weights: of neighbours and those within the block, and a constant, in 1/4096
  private func set(_ k: Int, _ steps: [Int], _ weights: ArraySlice<Int32>) {
    let (u, v) = (k & 7, k >> 3)
    let weights = Array(weights)
    for neighbour in 0..<8 { unsafe integers(\.between)[64 * neighbour + k] = weights[neighbour] }
    for (index, place) in Self.within.enumerated() {
      let (across, down) = (u + place.0, v + place.1)
      guard 0..<8 ~= across, 0..<8 ~= down else { continue }
      let scaled = Int(weights[8 + index]) * steps[8 * down + across] / steps[k]
      unsafe integers(\.within)[64 * index + k] = Int32(min(max(scaled, -16384), 16384))
    }
    unsafe integers(\.base)[k] = weights[15]
    func scale(_ cosine: Int) -> Float { 1 / Float(cosine * steps[k]) }
    let scales = [Self.first[u], Self.first[v], Self.ahead(u), Self.ahead(v)].map(scale)
    for index in 0..<4 { unsafe floats(\.scales)[64 * index + k] = scales[index] }
  }

  private static func ahead(_ frequency: Int) -> Int {
    (3 * first[frequency] - second[frequency]) >> 1
  }

  private func setEdges() {
    for frequency in 0..<8 {
      let sign = frequency.isMultiple(of: 2) ? 1 : -1
      unsafe integers(\.first)[frequency] = Int32(Self.first[frequency])
      unsafe integers(\.first_ahead)[frequency] = Int32(Self.ahead(frequency))
      unsafe integers(\.last)[frequency] = Int32(sign * Self.first[frequency])
      unsafe integers(\.last_ahead)[frequency] = Int32(sign * Self.ahead(frequency))
    }
  }

  /// The elements of an array, which Swift sees as a tuple.
  @inline(__always)
  private func integers(
    _ field: PartialKeyPath<aez_jpeg_constants>
  ) -> UnsafeMutablePointer<Int32> {
    unsafe UnsafeMutableRawPointer(pointer)
      .advanced(by: MemoryLayout<aez_jpeg_constants>.offset(of: field)!)
      .assumingMemoryBound(to: Int32.self)
  }

  private func floats(
    _ field: PartialKeyPath<aez_jpeg_constants>
  ) -> UnsafeMutablePointer<Float> {
    unsafe UnsafeMutableRawPointer(pointer)
      .advanced(by: MemoryLayout<aez_jpeg_constants>.offset(of: field)!)
      .assumingMemoryBound(to: Float.self)
  }
}

extension FrameComponent {
  /// The quantisation, at least 1; a component that no scan codes has none.
  package var steps: [Int] {
    quantisation.isEmpty
      ? Array(repeating: 1, count: 64) : quantisation.map { max(Int($0), 1) }
  }
}
