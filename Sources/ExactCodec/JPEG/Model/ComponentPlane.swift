/// All values of some planes, which outlive this.
@safe
struct Coefficients {
  let first: UnsafeMutablePointer<Int16>

  init(_ values: UnsafeMutableBufferPointer<Int16>) { unsafe first = values.baseAddress! }
}

/// The blocks of a component.
struct PlaneShape {
  /// Where its values begin.
  let start: Int
  let wide: Int
  let high: Int
}

/// The blocks of a component, and those of the components before it.
@safe
struct ComponentPlane {
  let index: Int
  let component: FrameComponent
  let wide: Int
  let high: Int
  /// The first block.
  let blocks: UnsafeMutablePointer<Int16>
  /// The first component, if this is another, and the one before if it is not the first one and has
  /// as many blocks.
  private let first: (shape: PlaneShape, component: FrameComponent)
  private let firstBlocks: UnsafeMutablePointer<Int16>
  private let lastBlocks: UnsafeMutablePointer<Int16>?

  init(
    _ values: Coefficients, _ shapes: [PlaneShape], _ components: [FrameComponent], _ index: Int
  ) {
    let shape = shapes[index]
    (self.index, component, wide, high) = (index, components[index], shape.wide, shape.high)
    unsafe blocks = values.first + shape.start
    first = (shapes[0], components[0])
    unsafe firstBlocks = values.first + shapes[0].start
    let last = index > 1 ? shapes[index - 1] : nil
    let isAlike = last.map { $0.wide == shape.wide && $0.high == shape.high } ?? false
    unsafe lastBlocks = isAlike ? values.first + last!.start : nil
  }

  /// 0 for the first component, 1 for the second, 2 for others.
  var kind: Int { min(index, 2) }

  /// Whether the component before is not the first one and has as many blocks.
  var hasLast: Bool { unsafe lastBlocks != nil }

  /// The number of the first component's block at the same place.
  func firstBlock(_ x: Int, _ y: Int) -> Int {
    let column = min(x * first.component.across / component.across, first.shape.wide - 1)
    let row = min(y * first.component.down / component.down, first.shape.high - 1)
    return row * first.shape.wide + column
  }

  /// The block at the same place in the first component; nil in that one.
  func blockOfFirst(_ x: Int, _ y: Int) -> UnsafePointer<Int16>? {
    unsafe index > 0 ? UnsafePointer(firstBlocks + 64 * firstBlock(x, y)) : nil
  }

  /// The block at the same place in the component before; nil without ``hasLast``.
  func blockOfLast(_ x: Int, _ y: Int) -> UnsafePointer<Int16>? {
    unsafe lastBlocks.map { unsafe UnsafePointer($0 + 64 * (y * wide + x)) }
  }
}
