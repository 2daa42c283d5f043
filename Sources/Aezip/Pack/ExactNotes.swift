import Files

/// Why a picture or table is stored byte for byte.
struct ExactNote: Sendable {
  /// What is said of files, once for all of them.
  struct Statement: Hashable, Sendable {
    let reason: String
    /// Whether the files are coded as JPEG files.
    let isJPEG: Bool

    fileprivate var text: String {
      reason + (isJPEG ? "; packed as an exact JPEG" : "; stored exactly")
    }
  }

  /// The file that was packed.
  let path: [UInt8]
  let statement: Statement
}

/// The notes of all files, of which those that say the same share a line.
struct ExactNotes: Sendable {
  private struct Files {
    var names: [[UInt8]]
    var last: [UInt8]
    var count = 1
  }

  private var statements: [ExactNote.Statement] = []
  private var files: [ExactNote.Statement: Files] = [:]

  /// The most names of a line.
  private static let names = 3

  mutating func add(_ note: ExactNote) {
    guard var known = files[note.statement] else {
      statements.append(note.statement)
      files[note.statement] = Files(names: [note.path], last: note.path)
      return
    }
    // A large file comes in several pieces.
    guard known.last != note.path else { return }
    if known.names.count < Self.names { known.names.append(note.path) }
    (known.last, known.count) = (note.path, known.count + 1)
    files[note.statement] = known
  }

  /// A line for each statement, in the order in which they occurred.
  var problems: [Problem] {
    statements.compactMap { statement in
      guard let files = files[statement] else { return nil }
      let isAll = files.count <= Self.names
      let shown = files.names.prefix(isAll ? Self.names : Self.names - 1)
      let names = shown.map { displayName(of: $0) }.joined(separator: ", ")
      let others = isAll ? "" : " and \(files.count - shown.count) more"
      return Problem(message: "\(names)\(others): \(statement.text)", kind: nil)
    }
  }
}
