import Bytes

/// A span with the cells that were lost and could be made anew.
struct SpanHealing: Sendable {
  let geometry: ParityGeometry
  private let survey: SpanSurvey
  /// Where in ``bytes`` a cell made anew begins.
  private var places: [Int: Int] = [:]
  private var bytes: [UInt8] = []
  /// What parity sections begin with; nil where not all of the span is whole.
  private var framings: [[UInt8]]?
  /// Ranges of the archive that were not what was written, and those of them that now are.
  private(set) var damaged: [Range<Int>] = []
  private(set) var healed: [Range<Int>] = []

  /// Heals what can be healed.
  ///
  /// - Parameter progress: called with the bytes gone over
  init(
    _ geometry: ParityGeometry, in source: SectionSource, progress: (Int) -> Void = { _ in }
  ) throws(ArchiveError) {
    self.geometry = geometry
    survey = try SpanSurvey(geometry, in: source, progress: progress)
    let lost = survey.lost
    if !lost.isEmpty { try heal() }
    let (gone, isWhole) = (lost.filter { places[$0] == nil }, lost.count == places.count)
    damaged = lost.map(geometry.bytes(ofCell:))
    let left = Set(gone)
    healed = lost.filter { !left.contains($0) }.map(geometry.bytes(ofCell:))
    if isWhole { try frame() }
  }

  /// Bytes held.
  var byteCount: Int { bytes.count + 16 * geometry.cellCount }

  private mutating func heal() throws(ArchiveError) {
    let rows = survey.lostRows().filter { $0.value.count <= geometry.parity }
    let size = (geometry.data + geometry.parity) * geometry.cell
    let width = max(ParityMaker.batchBytes / size, 1)
    var stripes = rows.keys.sorted()[...]
    while let first = stripes.first, let lost = rows[first] {
      // Stripes side by side have mostly lost the same.
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
        let place = row * length + (stripe - stripes.lowerBound) * cell
        rows.replaceSubrange(place..<place + part.count, with: part)
      }
    }
    ReedSolomon(data: geometry.data, parity: geometry.parity)
      .restore(lost, in: &rows, length: length)
    for stripe in stripes {
      let made = lost.map { row in
        let place = row * length + (stripe - stripes.lowerBound) * cell
        return (
          cell: geometry.cell(inRow: row, ofStripe: stripe), bytes: rows[place..<place + cell]
        )
      }
      guard made.allSatisfy({ survey.agrees($0.bytes, withCell: $0.cell) }) else { continue }
      for (number, content) in made {
        places[number] = bytes.count
        bytes += content.prefix(geometry.bytes(ofCell: number).count)
      }
    }
  }

  /// The bytes of a cell; nil if it is lost.
  func bytes(ofCell number: Int) throws(ArchiveError) -> ArraySlice<UInt8>? {
    if let place = places[number] {
      return bytes[place..<place + geometry.bytes(ofCell: number).count]
    }
    return survey[number] == .lost ? nil : try survey.bytes(ofCell: number)[...]
  }

  /// Makes what the parity sections begin with, by a span that is whole.
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

  /// The archive's bytes in a range within the span; zeros where the file has none any more.
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

  /// What lies at `offset`: a cell or the beginning of a section, and its bytes.
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
  /// A range of the file, with zeros for what is not there.
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
