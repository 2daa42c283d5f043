/// A Huffman table that a file defines, and how it was made.
package struct TableUse: Equatable, Sendable {
  package enum Origin: Sendable {
    /// A table of ITU-T T.81, K.3.
    case typical
    /// What libjpeg makes for the symbols of the scans that use the table.
    case optimal
    case other
  }

  /// The first scan that uses the table.
  package let scan: Int
  package let isAC: Bool
  /// The table's number, 0…3.
  package let selector: Int
  package let origin: Origin
}

extension SplitJPEG {
  /// All tables that scans use. Throws ``JPEGError/malformed(part:)`` as ``write()`` does.
  package func tableUses() throws(JPEGError) -> [TableUse] {
    let (scans, frame) = try HeaderReader.readAll(rest.headers)
    let frequencies = try TableFrequencies(scans, frame, rest.record, planes)
    return frequencies.uses.map { use in
      let table = scans[use.scan].tables[use.key.place]
      let origin: TableUse.Origin =
        TypicalHuffman.all.contains { $0 == table }
        ? .typical : OptimalHuffman.table(frequencies: use.counts) == table ? .optimal : .other
      return TableUse(
        scan: use.scan, isAC: use.key.place >= 4, selector: use.key.place & 3, origin: origin)
    }
  }
}
