import Bytes
import Container
import Files
import Tables

extension PieceEncoder {
  /// Encodes a table; nil if the file is no table or does not shrink.
  func tablePiece(of file: PackFile, _ bytes: [UInt8]) async -> PackedPiece? {
    guard let coded = await codedTable(of: file, bytes) else { return nil }
    var entry = Entry(file, kind: .table)
    entry.size = bytes.count
    entry.maximumError = coded.maximumError
    entry.digest = .file(Digest(of: coded.decoded))
    return PackedPiece(
      entry: entry, family: .table(isDense: coded.isDense), body: coded.body,
      originalBytes: bytes.count)
  }

  private func codedTable(of file: PackFile, _ bytes: [UInt8]) async -> CodedTable? {
    guard tables.version != nil else { return nil }
    if let known = tables.table(of: file, bytes) { return known }
    guard let candidate = TableCandidate(bytes, name: file.archivePath) else { return nil }
    return await memory.run(needing: MemoryBudget.cost(ofTable: bytes.count)) {
      CodedTable.encode(
        candidate, error: tableError, learns: learnsTables, pieceBytes: PackPlan.pieceBytes)
    }
  }

  /// Why a file named like a table is lossless despite an error bound; nil for all other files.
  ///
  /// - Parameter bytes: nil for a file too large to read whole
  func reasonAgainstTable(_ file: PackFile, _ bytes: [UInt8]?) -> String? {
    guard tableError > 0 else { return nil }
    let name = String(decoding: file.archivePath, as: UTF8.self).lowercased()
    if name.hasSuffix(".gz") {
      let isTable = [".csv", ".tsv", ".npy", "-ubyte", ".idx"].contains {
        name.dropLast(3).hasSuffix($0)
      }
      return isTable ? "its numbers are packed by gzip; unpack it first" : nil
    }
    guard TextTable.isNamed(file.archivePath) else { return nil }
    guard let bytes else {
      return "is longer than the \(TextTable.maximumBytes >> 20) MiB a table as text may have"
    }
    let isRead =
      bytes.count < TableCandidate.minimumBytes
      || TableCandidate(bytes, name: file.archivePath) != nil
    return isRead ? nil : "is not nothing but numbers, each column written alike"
  }
}

extension MemoryBudget {
  /// The most bytes that coding or decoding a table takes, its file included.
  static func cost(ofTable bytes: Int) -> Int {
    6 * bytes + 48 * min(bytes, TableForm.Limit.segment)
  }
}
