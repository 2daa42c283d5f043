/// The blocks of a component, of a picture or of a stripe.
struct JPEGPlane {
  let columns: Int
  private(set) var rows: Int
  /// 64 values k = 8 v + u for each block, in raster order.
  private(set) var values: [Int32]

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    values = Array(repeating: 0, count: 64 * columns * rows)
  }

  /// The value k of a block; 0 where there is no block.
  func value(_ block: Int?, _ k: Int) -> Int {
    guard let block else { return 0 }
    return Int(values[64 * block + k])
  }

  mutating func set(_ block: Int, _ k: Int, _ value: Int) {
    values[64 * block + k] = Int32(value)
  }

  mutating func append(_ plane: JPEGPlane) {
    rows += plane.rows
    values += plane.values
  }
}

/// The zigzag order of T.81, figure A.6: the place k of each position z.
let zigzag: [Int] = (0..<15).flatMap { diagonal in
  let places = (0...diagonal).map { v in (v: v, u: diagonal - v) }.filter { max($0.v, $0.u) < 8 }
  let ordered = diagonal.isMultiple(of: 2) ? places.reversed() : places
  return ordered.map { 8 * $0.v + $0.u }
}
