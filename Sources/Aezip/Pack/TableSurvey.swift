import Bytes
import Container
import Files
import Tables

/// Determines the format version that the tables of a plan need.
///
/// A reader needs the version before the first block. Only encoding shows whether a file shrinks as
/// a table, so the survey encodes files until the version is known. Packing uses the results.
struct TableSurvey: Sendable {
  /// Nil if no file is stored as a table.
  private(set) var version: FormatVersion?
  private var encoded: [[UInt8]: EncodedTable] = [:]
  private var heldBytes = 0

  private struct EncodedTable: Sendable {
    let digest: Digest
    /// Nil where the file is no smaller as a table.
    let table: CodedTable?
  }

  /// The most bytes of results in memory.
  private static let heldLimit = 64 << 20

  /// - Parameters:
  ///   - error: the largest error of a number
  ///   - learns: whether predictors may be learned
  static func survey(_ plan: PackPlan, error: Double, learns: Bool) -> TableSurvey {
    var survey = TableSurvey()
    for unit in plan.units where survey.version != (learns ? .learned : .tables) {
      guard case .file = unit.content, let input = try? unit.file.open(),
        TableCandidate.mayBeTable(input, name: unit.file.archivePath)
      else { continue }
      if input.count > PackPlan.pieceBytes {
        // Large files are tables whether or not they shrink.
        survey.version = learns ? .learned : .tables
      } else if let bytes = try? input.readAll(limit: PackPlan.pieceBytes) {
        survey.encode(bytes, unit.file, error: error, learns: learns)
      }
    }
    return survey
  }

  private mutating func encode(_ bytes: [UInt8], _ file: PackFile, error: Double, learns: Bool) {
    guard let candidate = TableCandidate(bytes, name: file.archivePath) else { return }
    let table = CodedTable.encode(
      candidate, error: error, learns: learns, pieceBytes: PackPlan.pieceBytes)
    if let table { version = table.isLearned ? .learned : .tables }
    let size = table.map { $0.body.bytes.count + $0.decoded.count } ?? 0
    guard heldBytes + size <= Self.heldLimit else { return }
    heldBytes += size
    encoded[file.systemPath] = EncodedTable(digest: Digest(of: bytes), table: table)
  }

  /// The result for a file, which is nil if it does not shrink as a table; nil if the file was not
  /// encoded or its bytes have changed since.
  func table(of file: PackFile, _ bytes: [UInt8]) -> CodedTable?? {
    guard let known = encoded[file.systemPath], known.digest == Digest(of: bytes) else {
      return nil
    }
    return .some(known.table)
  }
}
