import Bytes
import Container
import Files

extension PieceEncoder {
  /// A table of numbers as codes; nil if the file is none, or no smaller as codes.
  func tablePiece(of file: FoundFile, _ bytes: [UInt8]) async -> PackedPiece? {
    guard codesTables, let candidate = TableCandidate(bytes, name: file.archivePath) else {
      return nil
    }
    let coded = await memory.run(needing: MemoryBudget.cost(ofTable: bytes.count)) {
      CodedTable(candidate, error: tableError)
    }
    guard let coded else { return nil }
    var entry = Entry(file, kind: .table)
    entry.size = bytes.count
    entry.maximumError = coded.maximumError
    entry.digest = .file(Digest(of: coded.decoded))
    return PackedPiece(
      entry: entry, family: .table(isDense: coded.isDense), body: coded.body,
      originalBytes: bytes.count)
  }

  /// Whether a file is a table by its name, and one whose numbers cannot be told.
  func isUnreadTable(_ file: FoundFile, _ bytes: [UInt8]) -> Bool {
    TextTable.isNamed(file.archivePath) && bytes.count >= TableCandidate.minimumBytes
      && TableCandidate(bytes, name: file.archivePath) == nil
  }
}

extension MemoryBudget {
  /// Bytes that coding or decoding a table's file takes at most, that file counted.
  static func cost(ofTable bytes: Int) -> Int {
    6 * bytes + 48 * min(bytes, TableForm.Limit.segment)
  }
}
