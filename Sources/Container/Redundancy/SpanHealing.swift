import Bytes

/// A span with its restored cells.
struct SpanHealing: Sendable {
  let geometry: ParityGeometry
  private let survey: SpanSurvey
  /// The offsets of restored cells in ``bytes``.
  private var offsets: [Int: Int] = [:]
  private var bytes: [UInt8] = []
  /// The parity sections up to their parity; nil unless all of the span is intact or restored.
  private var framings: [[UInt8]]?
  /// The damaged ranges of the archive.
  private(set) var damaged: [Range<Int>] = []
  /// The damaged ranges that were restored.
  private(set) var healed: [Range<Int>] = []

  private init(_ survey: SpanSurvey) {
    (geometry, self.survey) = (survey.geometry, survey)
  }

  /// Reads the span, and restores all cells for which the parity suffices.
  ///
  /// - Parameter progress: called with the number of bytes processed.
  static func heal(
    _ geometry: ParityGeometry, in source: SectionSource, progress: (Int) -> Void = { _ in }
  ) throws(ArchiveError) -> SpanHealing {
    let survey = try SpanSurvey.survey(geometry, in: source, progress: progress)
    var healing = SpanHealing(survey)
    let lost = survey.lost
    if !lost.isEmpty { try healing.heal() }
    healing.damaged = lost.map(geometry.bytes(ofCell:))
    healing.healed = lost.filter { healing.offsets[$0] != nil }.map(geometry.bytes(ofCell:))
    if lost.count == healing.offsets.count { try healing.frame() }
    return healing
  }

  /// The memory that the healed span takes in bytes.
  var byteCount: Int { bytes.count + 16 * geometry.cellCount }

  private mutating func heal() throws(ArchiveError) {
    let rows = survey.lostRows().filter { $0.value.count <= geometry.parity }
    let size = (geometry.data + geometry.parity) * geometry.cell
    let width = max(ParityMaker.batchBytes / size, 1)
    var stripes = rows.keys.sorted()[...]
    while let first = stripes.first, let lost = rows[first] {
      // Neighbouring stripes have mostly lost the same rows.
      var end = first
      while end - first < width, stripes.first == end, rows[end] == lost {
        stripes.removeFirst()
        end += 1
      }
      try heal(first..<end, lost)
    }
  }

  private mutating func heal(_ stripes: Range<Int>, _ lost: [Int]) throws(ArchiveError) {
    let cell = geometry.cell
    let length = stripes.count * cell
    var rows = [UInt8](repeating: 0, count: (geometry.data + geometry.parity) * length)
    let gone = Set(lost)
    for row in 0..<geometry.data + geometry.parity where !gone.contains(row) {
      for stripe in stripes {
        let part = try survey.bytes(ofCell: geometry.cell(inRow: row, ofStripe: stripe))
        let start = row * length + (stripe - stripes.lowerBound) * cell
        rows.replaceSubrange(start..<start + part.count, with: part)
      }
    }
    ReedSolomon(data: geometry.data, parity: geometry.parity)
      .restore(lost, in: &rows, length: length)
    for stripe in stripes {
      let restored = lost.map { row in
        let start = row * length + (stripe - stripes.lowerBound) * cell
        return (
          cell: geometry.cell(inRow: row, ofStripe: stripe), bytes: rows[start..<start + cell]
        )
      }
      guard restored.allSatisfy({ survey.agrees($0.bytes, withCell: $0.cell) }) else { continue }
      for (number, content) in restored {
        offsets[number] = bytes.count
        bytes += content.prefix(geometry.bytes(ofCell: number).count)
      }
    }
  }

  /// The bytes of a cell; nil if it is lost.
  func bytes(ofCell number: Int) throws(ArchiveError) -> ArraySlice<UInt8>? {
    if let offset = offsets[number] {
      return bytes[offset..<offset + geometry.bytes(ofCell: number).count]
    }
    return survey[number] == .lost ? nil : try survey.bytes(ofCell: number)[...]
  }

  /// Restores the parity sections up to their parity, for which all of the span is needed.
  private mutating func frame() throws(ArchiveError) {
    var checksums = survey.checksums
    if !checksums.areAllKnown {
      for number in 0..<geometry.cellCount {
        let content = try bytes(ofCell: number) ?? []
        checksums.set(number, to: CellChecksums.sum(content, cell: geometry.cell))
      }
      checksums.close()
    }
    let list = checksums.bytes
    var framings: [[UInt8]] = []
    for number in 0..<ParityGeometry.sectionCount {
      let start = geometry.bytes(number: number) + list
      var sum = crc32(start[...])
      for turn in geometry.share(ofSection: number) {
        let content = try bytes(ofCell: geometry.dataCells + turn) ?? []
        sum = crc32(continuing: sum, with: content)
      }
      let header = SectionHeader(
        type: .parity, length: geometry.sectionLength(number), checksum: sum)
      let offset = geometry.offset(ofSection: number)
      framings.append(header.bytes(at: offset) + start)
      let range = offset..<offset + geometry.framing
      if try !survey.source.has(framings[number], at: offset) {
        damaged.append(range)
        healed.append(range)
      }
    }
    self.framings = framings
  }

  /// The bytes of a range within the span; zeros where the file has lost them.
  func read(_ range: Range<Int>) throws(ArchiveError) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    while result.count < range.count {
      let offset = range.lowerBound + result.count
      let (piece, content) = try piece(at: offset)
      let part = content.dropFirst(offset - piece.lowerBound)
      result += part.prefix(range.count - result.count)
    }
    return result
  }

  /// The cell or the start of a section that includes `offset`: its range and its bytes.
  private func piece(at offset: Int) throws(ArchiveError) -> (Range<Int>, ArraySlice<UInt8>) {
    if let cell = geometry.cell(at: offset) {
      let range = geometry.bytes(ofCell: cell)
      if let content = try bytes(ofCell: cell) { return (range, content) }
      return (range, try survey.source.padded(range)[...])
    }
    let number = (0..<ParityGeometry.sectionCount).last { geometry.offset(ofSection: $0) <= offset }
    let start = geometry.offset(ofSection: number ?? 0)
    let range = start..<start + geometry.framing
    if let framings { return (range, framings[number ?? 0][...]) }
    return (range, try survey.source.padded(range)[...])
  }
}

extension SectionSource {
  /// A range of the file, with zeros where the file has no bytes.
  func padded(_ range: Range<Int>) throws(ArchiveError) -> [UInt8] {
    let (bytes, offset) = try present(range)
    guard bytes.count < range.count else { return bytes }
    let before = bytes.isEmpty ? 0 : offset - range.lowerBound
    return [UInt8](repeating: 0, count: before) + bytes
      + [UInt8](repeating: 0, count: range.count - before - bytes.count)
  }

  fileprivate func has(_ bytes: [UInt8], at offset: Int) throws(ArchiveError) -> Bool {
    let range = offset..<offset + bytes.count
    if try present(range).bytes == bytes { return true }
    guard shift != 0 else { return false }
    return try present(range.lowerBound + shift..<range.upperBound + shift).bytes == bytes
  }
}
