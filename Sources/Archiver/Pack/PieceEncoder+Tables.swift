import Bytes
import Container
import Files

extension PieceEncoder {
  /// A table of numbers as codes; nil if the file is none, or no smaller as codes.
  func tablePiece(of file: FoundFile, _ bytes: [UInt8]) async -> PackedPiece? {
    guard let error = tableError, let candidate = TableCandidate(bytes) else { return nil }
    let coded = await memory.run(needing: MemoryBudget.cost(ofTable: bytes.count)) {
      CodedTable(candidate, error: error)
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
}

extension MemoryBudget {
  /// Bytes that coding or decoding a table's file takes at most, that file counted.
  static func cost(ofTable bytes: Int) -> Int {
    3 * bytes + 48 * min(bytes, TableForm.Limit.segment)
  }
}
