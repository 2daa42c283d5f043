import CKernels
import Tensors

/// What is expected of the coefficients of a block, from those around it and those of it that are
/// known. The arithmetic is in kernels, see `aez_jpeg_block`.
@safe
struct BlockExpectation: ~Copyable {
  /// Blocks whose coefficients are looked at; see `aez_jpeg_block.neighbours`.
  enum Neighbour: Int {
    case left = 0
    case above = 1
    /// At the same place in the first component.
    case first = 6
    /// At the same place in the component before.
    case last = 7
  }

  private let plane: ComponentPlane
  private let kernels = unsafe Kernels.current.table
  private let constants: ExpectationConstants
  /// A block of zeros, in place of those beyond the edges.
  private let zeros: UnsafeMutablePointer<Int16>
  /// The edges above from the current column on, and left of it those of this row; then zeros.
  private let edges: UnsafeMutablePointer<aez_jpeg_edges>
  private let block: UnsafeMutablePointer<aez_jpeg_block>
  private var values: UnsafeMutablePointer<Int16>
  private var column = 0
  private let squares: LeastSquares

  init(
    _ plane: ComponentPlane, _ start: CoefficientStart, _ squares: LeastSquares, _ size: ModelSize
  ) {
    self.plane = plane
    self.squares = squares
    constants = ExpectationConstants(plane, start, squares, size)
    unsafe zeros = .allocate(capacity: 64)
    unsafe zeros.initialize(repeating: 0, count: 64)
    unsafe edges = .allocate(capacity: plane.wide + 1)
    unsafe edges.initialize(repeating: aez_jpeg_edges(), count: plane.wide + 1)
    unsafe block = .allocate(capacity: 1)
    unsafe block.initialize(to: aez_jpeg_block())
    unsafe block.pointee.constants = UnsafePointer(constants.pointer)
    unsafe values = plane.blocks
  }

  deinit {
    unsafe zeros.deallocate()
    unsafe edges.deallocate()
    unsafe block.deallocate()
  }

  /// Begins the next block.
  mutating func begin(x: Int, y: Int) {
    let (wide, row) = (plane.wide, 64 * plane.wide)
    unsafe values = plane.blocks + y * row + 64 * x
    column = x
    let none = unsafe UnsafePointer(zeros)
    let here = unsafe UnsafePointer(values)
    let left = unsafe x > 0 ? here - 64 : none
    let above = unsafe y > 0 ? here - row : none
    unsafe block.pointee.neighbours = unsafe (
      left, above,
      x > 0 && y > 0 ? here - row - 64 : none,
      x < wide - 1 && y > 0 ? here - row + 64 : none,
      x > 1 ? here - 128 : left,
      y > 1 ? here - 2 * row : above,
      plane.blockOfFirst(x, y) ?? none,
      plane.blockOfLast(x, y) ?? none
    )
    unsafe block.pointee.left = UnsafePointer(x > 0 ? edges + x - 1 : edges + wide)
    unsafe block.pointee.above = UnsafePointer(edges + x)
    unsafe kernels.pointee.jpeg_begin!(block)
  }

  /// Ends a block, whose edges the next ones need.
  mutating func end() { unsafe edges[column] = unsafe block.pointee.own }

  /// Says what is expected of coefficient `k`, which is v · 8 + u.
  mutating func expect(_ k: Int) {
    unsafe kernels.pointee.jpeg_expect!(block, UInt32(truncatingIfNeeded: k))
  }

  /// Learns the value of the coefficient that was expected last; the least squares wait for
  /// ``fit()``.
  mutating func learn(_ k: Int, _ value: Int) {
    unsafe values[k] = Int16(truncatingIfNeeded: value)
    unsafe kernels.pointee.jpeg_learn!(
      block, UInt32(truncatingIfNeeded: k), Int32(truncatingIfNeeded: value))
  }

  /// Fits the least squares to the value that was learnt last, if they were not yet. Whoever calls
  /// this just before a decision lets memory that it needs arrive meanwhile.
  mutating func fit() { unsafe kernels.pointee.jpeg_fit!(block) }

  // MARK: What is known

  /// The coefficients other than the first that are not 0, if this encodes.
  var count: Int {
    var count = 0
    for k in 1..<64 where unsafe values[k] != 0 { count += 1 }
    return count
  }

  /// A coefficient, if this encodes.
  @inline(__always) func value(_ k: Int) -> Int { Int(unsafe values[k]) }

  /// The value that is expected, in 1/16.
  @inline(__always) var mean: Int { Int(unsafe block.pointee.mean) }

  /// The class of the magnitude that is expected, below 48.
  @inline(__always) var magnitudeClass: Int { Int(unsafe block.pointee.magnitude_class) }

  /// The quantisation of a coefficient.
  @inline(__always) func step(_ k: Int) -> Int { constants.step(k) }

  @inline(__always)
  func neighbour(_ neighbour: Neighbour, _ k: Int) -> Int {
    let blocks = unsafe block.pointee.neighbours
    return switch neighbour {
    case .left: Int(unsafe blocks.0![k])
    case .above: Int(unsafe blocks.1![k])
    case .first: Int(unsafe blocks.6![k])
    case .last: Int(unsafe blocks.7![k])
    }
  }

  /// The magnitudes of the coefficients of the next higher frequencies, across and down.
  @inline(__always)
  func neighboursWithin(_ k: Int) -> (right: Int, below: Int) {
    let offset = unsafe MemoryLayout<aez_jpeg_block>.offset(of: \.magnitudes)!
    let magnitudes = unsafe UnsafeRawPointer(block).advanced(by: offset)
      .assumingMemoryBound(to: Int32.self)
    let at = 12 * (k >> 3) + k & 7 + 13
    return (Int(unsafe magnitudes[at + 1]), Int(unsafe magnitudes[at + 12]))
  }

  /// Whether the values that continue the blocks to the left and above are positive, as two bits.
  @inline(__always)
  var edgeSigns: Int {
    let features = unsafe block.pointee.features
    return (features.0 > 0 ? 1 : 0) + (features.1 > 0 ? 2 : 0)
  }

  /// The classes of the magnitudes of both.
  var edgeClasses: (across: Int, down: Int) {
    let features = unsafe block.pointee.features
    return (
      coarseClass(Int(min(abs(features.0), 1000) * 16)),
      coarseClass(Int(min(abs(features.1), 1000) * 16))
    )
  }

  /// The class of half their difference.
  var edgeDifferenceClass: Int {
    let features = unsafe block.pointee.features
    return coarseClass(Int(min(abs(features.0 - features.1), 1000) * 8))
  }
}
