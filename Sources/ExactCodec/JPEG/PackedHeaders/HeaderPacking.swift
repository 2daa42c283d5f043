/// Leaves out of a file's headers what a reader can make again: the Huffman tables of ITU-T T.81,
/// K.3, those that libjpeg makes for the symbols of the scans, typical quantisation tables, and
/// what most files have in their JFIF segment, start of frame and starts of scans.
///
/// A segment all of which is such is replaced by its marker, a length that no segment has, and the
/// few bytes that tell it (`PackedSegment`). All else stays as it is.
package enum HeaderPacking {
  /// The most tables of both kinds that packed headers stand for, so that these unpack to no more
  /// than some hundred kilobytes, or to a few times their own size.
  static let tableLimit = HeaderReader.scanLimit * TableSet.count

  /// Packs the headers of a file that was taken apart.
  ///
  /// - Parameter mayCompute: whether tables may be left out that need all coefficients to be made
  ///   again
  package static func pack(_ split: SplitJPEG, mayCompute: Bool) -> [[UInt8]] {
    let headers = split.rest.headers
    guard mayCompute else { return pack(headers) }
    do throws(JPEGError) {
      // All tables that are not typical might be optimal.
      let guess = try HeaderPacker(headers) { _, _ in true }
      guard guess.needsCoefficients else { return checked(guess.headers, headers, optima: [:]) }
      let optima = try optima(for: guess.headers, split.rest.record, split.planes)
      let packed = try HeaderPacker(headers) { optima[$0] == $1 }
      return checked(packed.headers, headers, optima: optima)
    } catch {
      return pack(headers)
    }
  }

  /// Packs the headers of a file whose coefficients are not at hand at once: only as far as
  /// ``unpack(_:record:planes:)`` does not need these either.
  package static func pack(_ headers: [[UInt8]]) -> [[UInt8]] {
    guard let packed = try? HeaderPacker(headers, isOptimal: { _, _ in false }) else {
      return headers
    }
    return checked(packed.headers, headers, optima: [:])
  }

  /// Packed headers, if the same headers come out of them.
  private static func checked(
    _ packed: [[UInt8]], _ headers: [[UInt8]], optima: [TableFrequencies.Key: HuffmanTable]
  ) -> [[UInt8]] {
    let unpacked = try? HeaderUnpacker(packed) { optima[$0] }
    return unpacked?.headers == headers ? packed : headers
  }

  /// Whether ``unpack(_:record:planes:)`` needs the coefficients. Throws
  /// ``JPEGError/malformed(part:)``.
  package static func needsCoefficients(_ packed: [[UInt8]]) throws(JPEGError) -> Bool {
    try !HeaderUnpacker(withoutOptima: packed).optimal.isEmpty
  }

  /// The picture with its quantisation, which is known before any coefficient. Throws
  /// ``JPEGError/malformed(part:)``.
  package static func frame(_ packed: [[UInt8]]) throws(JPEGError) -> FrameHeader {
    try HeaderReader.readAll(try HeaderUnpacker(withoutOptima: packed).headers).frame
  }

  /// The headers that were packed. Throws ``JPEGError/malformed(part:)``.
  ///
  /// - Parameter planes: all coefficients; nil if they are not needed
  package static func unpack(
    _ packed: [[UInt8]], record: RepairRecord, planes: CoefficientPlanes?
  ) throws(JPEGError) -> [[UInt8]] {
    let first = try HeaderUnpacker(withoutOptima: packed)
    guard !first.optimal.isEmpty else { return first.headers }
    guard let planes else { throw .malformed(part: "headers without coefficients") }
    let optima = try optima(for: packed, record, planes)
    return try HeaderUnpacker(packed) { optima[$0] }.headers
  }

  /// The optimal tables that packed headers need, as far as there are any.
  private static func optima(
    for packed: [[UInt8]], _ record: RepairRecord, _ planes: CoefficientPlanes
  ) throws(JPEGError) -> [TableFrequencies.Key: HuffmanTable] {
    let unpacked = try HeaderUnpacker(withoutOptima: packed)
    // Counting needs no codes, so that it does not matter what stands for the optimal tables.
    let (scans, frame) = try HeaderReader.readAll(unpacked.headers)
    let frequencies = try TableFrequencies(
      scans, frame, record, planes, wanted: unpacked.optimal)
    return frequencies.optima
  }
}
