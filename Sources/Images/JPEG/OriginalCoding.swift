/// How a JPEG file is coded, as far as its copy is coded alike: the copy then takes about as many
/// bytes, and quantises to the same values again.
package struct OriginalCoding: Equatable, Sendable {
  /// The order of the coefficients; raw values are part of the archive format.
  package enum Process: UInt8, CaseIterable, Sendable {
    /// Sequential, with the Huffman tables of ITU-T T.81, K.3.
    case typical
    /// Sequential, with Huffman tables of its own.
    case optimised
    case progressive
  }

  package var process: Process
  /// Steps of 1/8 octave by which the copy's quantisation is coarser than the original's.
  package var coarseness = 0
  var (across, down): (Int, Int)
  /// The tables of luma and of the two components of chroma, as far as they differ: the last one is
  /// that of all others.
  var tables: [QuantisationTable]

  /// The coarsest setting, at which all steps are 255.
  package static let coarsest = 64

  /// The usual coding at a quality.
  package init(quality: Int, across: Int = 1, down: Int = 1) {
    process = .optimised
    (self.across, self.down) = (across, down)
    tables = [.luma(quality: quality), .chroma(quality: quality)]
  }

  /// The same sampling and process at another quality.
  package func at(quality: Int) -> Self {
    var coding = self
    coding.tables = Self(quality: quality).tables
    coding.coarseness = 0
    return coding
  }

  package func coarsened(by steps: Int) -> Self {
    var coding = self
    coding.coarseness = steps
    return coding
  }

  /// Columns and rows for one sample of chroma.
  package var ratio: (across: Int, down: Int) { (across, down) }

  /// The quantisation steps of luma, then of both components of chroma, 64 each, row by row.
  package var steps: [UInt8] {
    (0..<3).flatMap { component in
      tables[min(component, tables.count - 1)].inRows.map { Self.coarsened($0, by: coarseness) }
    }
  }

  /// 2^(i/8) in 1/4096.
  private static let roots = [4096, 4467, 4871, 5312, 5793, 6317, 6889, 7512]

  private static func coarsened(_ step: UInt8, by steps: Int) -> UInt8 {
    let scaled = (Int(step) * roots[steps % 8]) << (steps / 8)
    return UInt8(min((scaled + 2048) >> 12, 255))
  }
}

/// The quantisation steps of 64 coefficients (ITU-T T.81, B.2.4.1), 1…255 each, in zigzag order.
struct QuantisationTable: Equatable, Sendable {
  let steps: [UInt8]

  /// Where in zigzag order the coefficients of a block stand, row by row.
  static let zigzag: [Int] = {
    // Diagonals from the upper left, with alternating directions.
    let cells = (0..<64).sorted { a, b in
      let (first, second) = (a / 8 + a % 8, b / 8 + b % 8)
      guard first == second else { return first < second }
      return first % 2 == 0 ? a > b : a < b
    }
    var positions = Array(repeating: 0, count: 64)
    for (position, cell) in cells.enumerated() { positions[cell] = position }
    return positions
  }()

  var inRows: [UInt8] { Self.zigzag.map { steps[$0] } }

  /// libjpeg's table of a quality 1…100 for luma.
  static func luma(quality: Int) -> Self { Self(of: typicalLuma, quality: quality) }
  /// libjpeg's table of a quality 1…100 for chroma.
  static func chroma(quality: Int) -> Self { Self(of: typicalChroma, quality: quality) }

  /// libjpeg's quality of which this is the table; nil if there is none.
  func quality(isChroma: Bool) -> Int? {
    (1...100).last { self == (isChroma ? .chroma(quality: $0) : .luma(quality: $0)) }
  }

  init(steps: [UInt8]) { self.steps = steps }

  private init(of base: [UInt8], quality: Int) {
    let percent = quality < 50 ? 5000 / quality : 200 - 2 * quality
    let inRows = base.map { UInt8(min(max((Int($0) * percent + 50) / 100, 1), 255)) }
    var steps = inRows
    for (cell, position) in Self.zigzag.enumerated() { steps[position] = inRows[cell] }
    self.steps = steps
  }

  /// ITU-T T.81, table K.1, row by row.
  private static let typicalLuma: [UInt8] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
  ]

  /// ITU-T T.81, table K.2, row by row.
  private static let typicalChroma: [UInt8] = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  ]
}
