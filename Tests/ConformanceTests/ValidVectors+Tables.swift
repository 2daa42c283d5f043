import Bytes
import Container
import Entropy
import Files
import ReferenceDecoder
import Tables

/// Small files of tables with numbers of different statistics.
enum VectorTables {
  /// An NPY file; `descr` as in "<f4".
  static func npy(
    _ descr: String, _ shape: [Int], fortran: Bool = false, _ numbers: [UInt8]
  ) -> [UInt8] {
    let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let start = "{'descr': '\(descr)', 'fortran_order': \(fortran ? "True" : "False"), "
    var header = start + "'shape': (\(axes)), }"
    header += String(repeating: " ", count: 63 - (header.utf8.count + 10) % 64) + "\n"
    let count = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 0xFF), UInt8(count >> 8)]
      + header.utf8 + numbers
  }

  /// Ten pictures of 12×10, as MNIST has them.
  static var pictures: [UInt8] {
    let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 12, 0, 0, 0, 10]
    return header
      + (0..<1200).map { index in
        let (x, y, n) = (index % 10, index / 10 % 12, index / 120)
        let distance = (x - 4) * (x - 4) + (y - 6) * (y - 6) - n
        return UInt8(min(max(300 - 12 * distance + n * n % 7, 0), 255))
      }
  }

  /// 200 rows: time, a wave, small integers, noise, and infinities and NaNs.
  static var measurements: [Float] {
    var state: UInt32 = 1
    return (0..<200).flatMap { row -> [Float] in
      state = state &* 1_664_525 &+ 1_013_904_223
      let wave = Float((row * (40 - row % 40)) % 97) / 16
      let odd: [Float] = [.nan, .infinity, -.infinity, -0.0, .leastNonzeroMagnitude, 0, 1e30]
      return [
        Float(row) / 8, 20 + wave, Float(row % 5), Float(state >> 8) / 0x1p24,
        row % 3 == 0 ? odd[row / 3 % odd.count] : 0,
      ]
    }
  }

  static func bytes<T: FixedWidthInteger>(_ numbers: [T], bigEndian: Bool = false) -> [UInt8] {
    numbers.flatMap { number in
      let bytes = (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
      return bigEndian ? bytes.reversed() : bytes
    }
  }

  /// Forty lines of three columns, each written in its own way.
  static func text(
    decimals: Int, _ separator: String, _ newline: String, names: String
  ) -> [UInt8] {
    var text = names
    for row in 0..<40 {
      let digits = "\((row * 7919 + 13) % 1000)"
      let fraction = String(repeating: "0", count: max(0, decimals - digits.count)) + digits
      let fixed = "\(row - 9)" + (decimals > 0 ? ".\(fraction)" : "")
      let fields = [
        fixed, "\(Double(row * row % 37) / 4 + 0.5)", row % 3 == 0 ? "\(row)" : "\(row).25",
      ]
      text += fields.joined(separator: separator) + newline
    }
    return Array(text.utf8)
  }

  static func tree() -> FileTree {
    var tree = FileTree()
    let floats = npy("<f4", [200, 5], bytes(measurements.map(\.bitPattern)))
    tree.add("in/measured.npy", .file(floats), mode: 0o600, nanoseconds: 5)
    tree.add("in/same.npy", .file(floats))
    tree.add("in/pictures.idx", .file(pictures), seconds: 1_500_000_000)
    let steps = (0..<400).map { (index: Int) -> Int16 in Int16(index * 37 % 300 - 150 + index) }
    tree.add("in/steps.npy", .file(npy(">i2", [100, 4], bytes(steps, bigEndian: true))))
    let doubles = (0..<300).map { (index: Int) -> UInt64 in
      (Double(index % 30) * 0.1 - 1).bitPattern
    }
    tree.add("in/doubles.npy", .file(npy("<f8", [30, 10], fortran: true, bytes(doubles))))
    let counts = (0..<128).map { (index: UInt64) -> UInt64 in index * 1_000_003 + (UInt64(1) << 63)
    }
    tree.add("in/counts.npy", .file(npy("<u8", [128], bytes(counts))))
    tree.add("in/named.csv", .file(text(decimals: 3, ",", "\n", names: "a,b,c\n")))
    tree.add("in/dos.csv", .file(Array(text(decimals: 0, ";", "\r\n", names: "").dropLast(2))))
    tree.add("in/names.csv", .file(Array("a,b\n1,2\nnone,3\n".utf8)))
    tree.add("in/words.txt", .file(Array("no numbers\n".utf8)))
    return tree
  }
}

extension ValidVectors {
  static func tables() async throws -> [UInt8] { try await packed(VectorTables.tree()) }

  static func tablesWithin() async throws -> [UInt8] {
    try await packed(VectorTables.tree()) { $0.maximumError = 0.5 }
  }

  /// Every coder and predictor, lossless and quantised, numbers of every type, in several segments.
  static func tableCoders() throws -> [UInt8] {
    try coders(.tables) { number, place in
      let predictors = (0..<6).map { Predictor.allCases[($0 + number) % 7] }
      return place == 0 ? .all(predictors[0]) : .each(predictors)
    }
  }

  /// The same with weights, for all columns or for each, some so large that sums overflow.
  static func tableWeights() throws -> [UInt8] {
    try coders(.learned) { number, place in
      func weight(_ index: Int) -> Int32 {
        let mixed = Int32(truncatingIfNeeded: (index + 1) * (number + 3) * 2_654_435)
        return number % 5 == 4 ? mixed : mixed % 12_000
      }
      return .linear(
        LinearPredictor(
          distances: place == 0 ? [1, 3, 0, 4] : [6, 1, 12, 7],
          weights: (0..<(place == 0 ? 1 : 6)).map { set in
            (0..<3).map { weight(3 * set + $0) }
          }))
    }
  }

  /// - Parameter predictors: those of a segment, by the number of the table and the first number of
  ///   the segment
  private static func coders(
    _ version: FormatVersion, _ predictors: (Int, Int) -> ColumnPredictors
  ) throws -> [UInt8] {
    var rows: [RawBlock.Row] = []
    for type in NumberType.allCases {
      for error in [0.0, 2.5] {
        for coder in SegmentCoder.allCases {
          rows.append(try row(type, error, coder, number: rows.count, predictors))
        }
      }
    }
    var raw = RawArchive()
    raw.version = version
    raw.parts = [.block(RawBlock(rows))]
    return try raw.bytes()
  }

  private static func row(
    _ type: NumberType, _ error: Double, _ coder: SegmentCoder, number: Int,
    _ predictors: (Int, Int) -> ColumnPredictors
  ) throws -> RawBlock.Row {
    let layout = NumberLayout(type, isBigEndian: number % 3 == 1)
    let bits = (0..<90).map { index in
      let mixed = UInt64(index % 9) &* (0x0101_0101_0101_0101 &* UInt64(index % 7)) &+ UInt64(index)
      return layout.meaning == .floating
        ? pattern(of: Double(index * index % 50) / 3 - (index % 11 == 0 ? .infinity : 4), type)
        : mixed
    }
    var numbers: [UInt8] = []
    for bits in bits {
      let bytes = (0..<type.width).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      numbers += layout.isBigEndian ? bytes.reversed() : bytes
    }
    let form = TableForm(
      header: Array("numbers: ".utf8), layout: layout, row: 6, line: 3,
      quantiser: Quantiser(error: error, layout: layout, greatest: 30))
    var body = ByteWriter()
    form.write(to: &body)
    for (place, count) in [(0, 42), (42, 48)] {
      let part = numbers[place * type.width..<(place + count) * type.width]
      let plan = Segment.Plan(coder: coder, predictors: predictors(number, place))
      body.append(Segment(part, form, error: error).coded(plan).bytes)
    }
    let size = form.header.count + numbers.count
    var entry = Entry(
      path: Array("\(type.rawValue)-\(error)-\(coder)".utf8), kind: .table, mode: 0o644, size: size)
    entry.maximumError = form.quantiser == .exact ? 0 : error
    entry.digest = .file(Digest(of: try TableDecoder.decode(body.bytes, size: size)))
    var row = RawBlock.Row(entry: entry)
    row.body = body.bytes
    return row
  }

  private static func pattern(of value: Double, _ type: NumberType) -> UInt64 {
    switch type.width {
    case 2: UInt64(Float16(value).bitPattern)
    case 4: UInt64(Float(value).bitPattern)
    default: value.bitPattern
    }
  }
}
