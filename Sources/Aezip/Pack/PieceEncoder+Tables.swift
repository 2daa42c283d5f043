import Bytes
import Container
import Files
import Tables

extension PieceEncoder {
  /// A table of numbers as codes; nil if the file is none, or no smaller as codes.
  func tablePiece(of file: FoundFile, _ bytes: [UInt8]) async -> PackedPiece? {
    guard codesTables, let candidate = TableCandidate(bytes, name: file.archivePath) else {
      return nil
    }
    let coded = await memory.run(needing: MemoryBudget.cost(ofTable: bytes.count)) {
      CodedTable(
        candidate, error: tableError, learns: learnsTables, pieceBytes: PackPlan.pieceBytes)
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

  /// Why the numbers of a file that by its name is a table are not within the error asked for, but
  /// exact; nil for all other files.
  ///
  /// - Parameter bytes: nil of a file too large to be read whole
  func reasonAgainstTable(_ file: FoundFile, _ bytes: [UInt8]?) -> String? {
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
  /// Bytes that coding or decoding a table's file takes at most, that file counted.
  static func cost(ofTable bytes: Int) -> Int {
    6 * bytes + 48 * min(bytes, TableForm.Limit.segment)
  }
}
