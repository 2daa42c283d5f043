import Bytes

/// Which cells of a span are intact, and where.
struct SpanSurvey: Sendable {
  /// Where a cell is.
  enum State: UInt8, Sendable {
    case inPlace
    /// As far from its place as bytes were lost or inserted before it.
    case shifted
    case lost
  }

  let geometry: ParityGeometry
  let source: SectionSource
  private(set) var checksums: CellChecksums
  private var states: [State]

  /// Cells looked at together.
  private static let batch = 256

  /// Reads the whole span, and its parity.
  ///
  /// - Parameter progress: called with the bytes gone over
  init(
    _ geometry: ParityGeometry, in source: SectionSource, progress: (Int) -> Void = { _ in }
  ) throws(ArchiveError) {
    self.geometry = geometry
    self.source = source
    states = Array(repeating: .inPlace, count: geometry.cellCount)
    checksums = CellChecksums(cells: geometry.cellCount)
    for number in 0..<ParityGeometry.sectionCount {
      let start =
        geometry.offset(ofSection: number) + SectionHeader.byteCount + ParityGeometry.byteCount
      for shift in source.shift == 0 ? [0] : [0, source.shift] where !checksums.areAllKnown {
        checksums.take { try? source.bytes(at: start + $0 + shift, count: $1) }
      }
    }
    for run in geometry.runs {
      for start in stride(from: run.lowerBound, to: run.upperBound, by: Self.batch) {
        let cells = start..<min(start + Self.batch, run.upperBound)
        try look(at: cells)
        progress(geometry.bytes(ofCell: cells.upperBound - 1).upperBound)
      }
    }
  }

  subscript(cell: Int) -> State { states[cell] }

  var lost: [Int] { states.indices.filter { states[$0] == .lost } }

  /// Finds out where cells are that lie one behind the other.
  private mutating func look(at cells: Range<Int>) throws(ArchiveError) {
    let begin = geometry.bytes(ofCell: cells.lowerBound).lowerBound
    let range = begin..<geometry.bytes(ofCell: cells.upperBound - 1).upperBound
    let there = try source.present(range)
    var moved: (bytes: [UInt8], offset: Int)?
    for number in cells {
      let place = geometry.bytes(ofCell: number)
      if matches(number, place, in: there) { continue }
      if source.shift != 0, moved == nil {
        moved = try source.present(
          range.lowerBound + source.shift..<range.upperBound + source.shift)
      }
      let moves = place.lowerBound + source.shift..<place.upperBound + source.shift
      states[number] = moved.map { matches(number, moves, in: $0) } ?? false ? .shifted : .lost
    }
  }

  private func matches(
    _ cell: Int, _ place: Range<Int>, in part: (bytes: [UInt8], offset: Int)
  ) -> Bool {
    guard let sum = checksums[cell], place.lowerBound >= part.offset,
      place.upperBound <= part.offset + part.bytes.count
    else { return false }
    let bytes = part.bytes[place.lowerBound - part.offset..<place.upperBound - part.offset]
    return CellChecksums.sum(bytes, cell: geometry.cell) == sum
  }

  /// An intact cell's bytes.
  func bytes(ofCell number: Int) throws(ArchiveError) -> [UInt8] {
    let range = geometry.bytes(ofCell: number)
    // A cell of zeros is nowhere.
    guard !range.isEmpty else { return [] }
    let shift = states[number] == .shifted ? source.shift : 0
    return try source.bytes(at: range.lowerBound + shift, count: range.count)
  }

  /// Whether bytes made anew are what the cell had, as far as that is known.
  func agrees(_ bytes: ArraySlice<UInt8>, withCell number: Int) -> Bool {
    checksums[number].map { $0 == crc32(bytes) } ?? true
  }

  /// The cells of a stripe that are lost, by their rows; ascending.
  func lostRows() -> [Int: [Int]] {
    var rows: [Int: [Int]] = [:]
    for cell in lost {
      let place = geometry.place(ofCell: cell)
      rows[place.stripe, default: []].append(place.row)
    }
    return rows
  }

}

extension SectionSource {
  /// What of a range the file has, and where that begins.
  func present(_ range: Range<Int>) throws(ArchiveError) -> (bytes: [UInt8], offset: Int) {
    let there = range.clamped(to: 0..<count)
    return (try bytes(at: there.lowerBound, count: there.count), there.lowerBound)
  }
}
