import Bytes

/// Which cells of a span are intact, and at which offset.
struct SpanSurvey: Sendable {
  /// The state of a cell.
  enum State: UInt8, Sendable {
    /// Intact at its original offset.
    case intact
    /// Intact, but shifted by the bytes lost or inserted before it.
    case shifted
    case lost
  }

  let geometry: ParityGeometry
  let source: SectionSource
  private(set) var checksums: CellChecksums
  private var states: [State]

  /// The number of cells read together.
  private static let batch = 256

  private init(_ geometry: ParityGeometry, _ source: SectionSource) {
    self.geometry = geometry
    self.source = source
    states = Array(repeating: .intact, count: geometry.cellCount)
    checksums = CellChecksums(cells: geometry.cellCount)
  }

  /// Reads the whole span and its parity, and compares all cells with their checksums.
  ///
  /// - Parameter progress: called with the number of bytes processed.
  static func survey(
    _ geometry: ParityGeometry, in source: SectionSource, progress: (Int) -> Void = { _ in }
  ) throws(ArchiveError) -> SpanSurvey {
    var survey = SpanSurvey(geometry, source)
    survey.readChecksums()
    for run in geometry.runs {
      for start in stride(from: run.lowerBound, to: run.upperBound, by: batch) {
        let cells = start..<min(start + batch, run.upperBound)
        try survey.check(cells)
        progress(geometry.bytes(ofCell: cells.upperBound - 1).upperBound)
      }
    }
    return survey
  }

  private mutating func readChecksums() {
    let source = source
    for number in 0..<ParityGeometry.sectionCount {
      let start =
        geometry.offset(ofSection: number) + SectionHeader.byteCount + ParityGeometry.byteCount
      for shift in source.shift == 0 ? [0] : [0, source.shift] where !checksums.areAllKnown {
        checksums.take { try? source.bytes(at: start + $0 + shift, count: $1) }
      }
    }
  }

  subscript(cell: Int) -> State { states[cell] }

  var lost: [Int] { states.indices.filter { states[$0] == .lost } }

  /// Determines the states of contiguous cells.
  private mutating func check(_ cells: Range<Int>) throws(ArchiveError) {
    let begin = geometry.bytes(ofCell: cells.lowerBound).lowerBound
    let all = begin..<geometry.bytes(ofCell: cells.upperBound - 1).upperBound
    let there = try source.present(all)
    var moved: (bytes: [UInt8], offset: Int)?
    for number in cells {
      let range = geometry.bytes(ofCell: number)
      if matches(number, range, in: there) { continue }
      if source.shift != 0, moved == nil {
        moved = try source.present(
          all.lowerBound + source.shift..<all.upperBound + source.shift)
      }
      let shifted = range.lowerBound + source.shift..<range.upperBound + source.shift
      states[number] =
        moved.map { matches(number, shifted, in: $0) } ?? false ? .shifted : .lost
    }
  }

  private func matches(
    _ cell: Int, _ range: Range<Int>, in part: (bytes: [UInt8], offset: Int)
  ) -> Bool {
    guard let sum = checksums[cell], range.lowerBound >= part.offset,
      range.upperBound <= part.offset + part.bytes.count
    else { return false }
    let bytes = part.bytes[range.lowerBound - part.offset..<range.upperBound - part.offset]
    return CellChecksums.sum(bytes, cell: geometry.cell) == sum
  }

  /// The bytes of an intact cell.
  func bytes(ofCell number: Int) throws(ArchiveError) -> [UInt8] {
    let range = geometry.bytes(ofCell: number)
    // A cell of zeros is not stored.
    guard !range.isEmpty else { return [] }
    let shift = states[number] == .shifted ? source.shift : 0
    return try source.bytes(at: range.lowerBound + shift, count: range.count)
  }

  /// Whether restored bytes match the checksum of the cell, if that is known.
  func agrees(_ bytes: ArraySlice<UInt8>, withCell number: Int) -> Bool {
    checksums[number].map { $0 == crc32(bytes) } ?? true
  }

  /// The lost rows of each stripe, ascending.
  func lostRows() -> [Int: [Int]] {
    var rows: [Int: [Int]] = [:]
    for cell in lost {
      let position = geometry.position(ofCell: cell)
      rows[position.stripe, default: []].append(position.row)
    }
    return rows
  }
}

extension SectionSource {
  /// The bytes of a range that the file has, and their offset.
  func present(_ range: Range<Int>) throws(ArchiveError) -> (bytes: [UInt8], offset: Int) {
    let there = range.clamped(to: 0..<count)
    return (try bytes(at: there.lowerBound, count: there.count), there.lowerBound)
  }
}
