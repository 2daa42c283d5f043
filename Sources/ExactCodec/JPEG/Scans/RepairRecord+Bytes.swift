import Bytes

// Layout: a variable-length integer 0, or 1 + the units of a last scan that ends early; then for
// each scan a byte of flags and the lists that it announces. Scans without anything to note at the
// end are left out, so that the record of what libjpeg wrote is a single byte.

/// What a scan's byte of flags says.
private struct RepairFlags: OptionSet {
  let rawValue: UInt8

  static let zeroPadding = RepairFlags(rawValue: 1)
  static let ignoresRestarts = RepairFlags(rawValue: 2)
  static let zeroRuns = RepairFlags(rawValue: 4)
  static let eobRuns = RepairFlags(rawValue: 8)
  static let paddings = RepairFlags(rawValue: 16)
  static let restarts = RepairFlags(rawValue: 32)
  static let singleEOBRuns = RepairFlags(rawValue: 64)
  static let all = RepairFlags(rawValue: 127)
}

extension RepairRecord {
  /// The record in bytes that ``init(parsing:)`` reads.
  package var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.varint(stop.map { $0 + 1 } ?? 0)
    for scan in scans { scan.append(to: &writer) }
    return writer.bytes
  }

  /// Parses untrusted bytes. Throws ``JPEGError/malformed(part:)``.
  package init(parsing bytes: ArraySlice<UInt8>) throws(JPEGError) {
    self.init()
    do throws(BytesError) {
      var reader = ByteReader(bytes)
      let end = try reader.count(atMost: 1 << 40)
      stop = end == 0 ? nil : end - 1
      while reader.remaining > 0 {
        guard scans.count < HeaderReader.scanLimit else {
          throw .trailingBytes(offset: reader.offset, count: reader.remaining)
        }
        scans.append(try ScanRepair(from: &reader))
      }
    } catch {
      throw .malformed(part: "repair record: \(error)")
    }
  }
}

extension ScanRepair {
  fileprivate func append(to writer: inout ByteWriter) {
    var flags: RepairFlags = []
    if padding == 0 { flags.insert(.zeroPadding) }
    if ignoresRestarts { flags.insert(.ignoresRestarts) }
    if zeroRuns.count > 0 { flags.insert(.zeroRuns) }
    if eobRuns.count > 0 { flags.insert(.eobRuns) }
    if paddings.count > 0 { flags.insert(.paddings) }
    if restarts.count > 0 { flags.insert(.restarts) }
    if hasSingleEOBRuns { flags.insert(.singleEOBRuns) }
    writer.fixed(flags.rawValue)
    for list in [zeroRuns, eobRuns, paddings, restarts] where list.count > 0 {
      list.append(to: &writer)
    }
    for bytes in restartBytes {
      writer.varint(bytes.count)
      writer.append(bytes)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(BytesError) {
    let offset = reader.offset
    let flags = RepairFlags(rawValue: try reader.fixed())
    guard flags.isSubset(of: .all) else {
      throw .outOfBounds(
        offset: offset, value: UInt64(flags.rawValue), limit: UInt64(RepairFlags.all.rawValue))
    }
    padding = flags.contains(.zeroPadding) ? 0 : Self.ones
    ignoresRestarts = flags.contains(.ignoresRestarts)
    hasSingleEOBRuns = flags.contains(.singleEOBRuns)
    if flags.contains(.zeroRuns) {
      zeroRuns = try Exceptions(from: &reader, values: 1...Self.zeroRunLimit)
    }
    if flags.contains(.eobRuns) {
      eobRuns = try Exceptions(from: &reader, values: 1...Self.longestEOBRun)
    }
    if flags.contains(.paddings) {
      paddings = try Exceptions(from: &reader, values: 0...Self.ones)
    }
    guard flags.contains(.restarts) else { return }
    restarts = try Exceptions(from: &reader, values: nil)
    for _ in 0..<restarts.count {
      restartBytes.append(Array(try reader.take(try reader.count(atMost: reader.remaining))))
    }
  }
}

extension Exceptions {
  /// Writes the number of places, then each one's distance from that before it and its value.
  fileprivate func append(to writer: inout ByteWriter) {
    writer.varint(count)
    var before = -1
    for (place, value) in zip(places, values) {
      writer.varint(place - before - 1)
      writer.varint(value)
      before = place
    }
  }

  /// - Parameter range: of the values; nil if each one is its index
  fileprivate init(
    from reader: inout ByteReader, values range: ClosedRange<Int>?
  )
    throws(BytesError)
  {
    let count = try reader.count(atMost: min(ScanRepair.exceptionLimit, reader.remaining / 2))
    var before = -1
    for index in 0..<count {
      let place = before + 1 + (try reader.count(atMost: 1 << 40))
      let offset = reader.offset
      let value = try reader.count(atMost: range?.upperBound ?? index)
      guard value >= range?.lowerBound ?? index else {
        throw .outOfBounds(offset: offset, value: UInt64(value), limit: 0)
      }
      append(value, at: place)
      before = place
    }
  }
}
