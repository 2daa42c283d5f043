/// The frame of a picture: jpeg-1.md, *Frame*.
struct JPEGFrame {
  let isProgressive: Bool
  /// MCUs across and down.
  let columns: Int
  let rows: Int
  var components: [Component]

  struct Component {
    let name: Int
    let h: Int
    let v: Int
    let quantisation: Int
    /// All blocks, and those with samples.
    let columns: Int
    let rows: Int
    let sampledColumns: Int
    let sampledRows: Int
    /// s[k]; ones if no scan has the component.
    var steps = Array(repeating: 1, count: 64)
  }

  init(_ payload: ArraySlice<UInt8>, isProgressive: Bool) throws {
    let bytes = payload.map { Int($0) }
    try require(bytes.count >= 6 && bytes[0] == 8, "a frame without samples of 8 bits")
    let (height, width) = (256 * bytes[1] + bytes[2], 256 * bytes[3] + bytes[4])
    try require(height > 0 && width > 0, "a frame without pixels")
    let count = bytes[5]
    try require(1...4 ~= count && bytes.count == 6 + 3 * count, "a frame of another length")
    let fields = (0..<count).map { Array(bytes[6 + 3 * $0..<9 + 3 * $0]) }
    let factors = fields.map { (h: $0[1] / 16, v: $0[1] % 16) }
    try require(
      factors.allSatisfy { 1...4 ~= $0.h && 1...4 ~= $0.v }, "a sampling factor beyond 1 to 4")
    try require(fields.allSatisfy { $0[2] < 4 }, "a quantisation table beyond 0 to 3")
    try require(Set(fields.map { $0[0] }).count == count, "two components of one name")
    let h = factors.reduce(1) { max($0, $1.h) }
    let v = factors.reduce(1) { max($0, $1.v) }
    self.isProgressive = isProgressive
    columns = ceiling(width, 8 * h)
    rows = ceiling(height, 8 * v)
    components = []
    for (field, factor) in zip(fields, factors) {
      components.append(
        Component(
          name: field[0], h: factor.h, v: factor.v, quantisation: field[2],
          columns: columns * factor.h, rows: rows * factor.v,
          sampledColumns: ceiling(ceiling(width * factor.h, h), 8),
          sampledRows: ceiling(ceiling(height * factor.v, v), 8)))
    }
  }

  var blocks: Int { components.reduce(0) { $0 + $1.columns * $1.rows } }
}

/// ⌈a / b⌉.
func ceiling(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }

/// A scan of a picture: jpeg-1.md, *Scan headers*.
struct JPEGScan {
  /// Components of the frame, with the definitions of their tables, as far as they are in place.
  let components: [(index: Int, dc: Int?, ac: Int?)]
  let ss: Int
  let se: Int
  let ah: Int
  let al: Int
  let interval: Int
}

/// A Huffman table: how many codes there are of 1 to 16 bits, and their symbols.
struct JPEGTable {
  let counts: [Int]
  let symbols: [UInt8]

  /// The codes of T.81, annex C; of a symbol with several codes, the first.
  var codes: [(bits: Int, length: Int)?] {
    var codes = [(bits: Int, length: Int)?](repeating: nil, count: 256)
    var (code, next) = (0, 0)
    for length in 1...16 {
      for _ in 0..<counts[length - 1] {
        let symbol = Int(symbols[next])
        if codes[symbol] == nil { codes[symbol] = (code, length) }
        (code, next) = (code + 1, next + 1)
      }
      code *= 2
    }
    return codes
  }

  /// The payload of a segment, behind the byte of class and number.
  var bytes: [UInt8] { counts.map { UInt8($0) } + symbols }
}
