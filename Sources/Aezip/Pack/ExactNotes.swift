import Files

/// Why a picture or table is stored byte for byte.
struct ExactNote: Hashable, Sendable {
  /// The file that was packed.
  let path: [UInt8]
  let reason: String
}

/// The notes of all files, of which those of one reason share a line.
struct ExactNotes: Sendable {
  private struct Files {
    var names: [[UInt8]]
    var last: [UInt8]
    var count = 1
  }

  private var reasons: [String] = []
  private var files: [String: Files] = [:]

  /// The most names of a line.
  private static let names = 3

  mutating func add(_ note: ExactNote) {
    guard var known = files[note.reason] else {
      reasons.append(note.reason)
      files[note.reason] = Files(names: [note.path], last: note.path)
      return
    }
    // A large file comes in several pieces.
    guard known.last != note.path else { return }
    if known.names.count < Self.names { known.names.append(note.path) }
    (known.last, known.count) = (note.path, known.count + 1)
    files[note.reason] = known
  }

  /// A line for each reason, in the order in which they occurred.
  var problems: [Problem] {
    reasons.compactMap { reason in
      guard let files = files[reason] else { return nil }
      let isAll = files.count <= Self.names
      let shown = files.names.prefix(isAll ? Self.names : Self.names - 1)
      let names = shown.map { displayName(of: $0) }.joined(separator: ", ")
      let others = isAll ? "" : " and \(files.count - shown.count) more"
      return Problem(message: "\(names)\(others): \(reason); stored exactly", kind: nil)
    }
  }
}
