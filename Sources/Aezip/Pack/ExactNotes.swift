import Files

/// Why a picture or table is stored byte for byte.
struct ExactNote: Hashable, Sendable {
  /// The file that was packed.
  let path: [UInt8]
  let reason: String
}

/// The notes of all files, of which those of one reason share a line.
struct ExactNotes: Sendable {
  private var reasons: [String] = []
  private var files: [String: (first: [UInt8], last: [UInt8], count: Int)] = [:]

  mutating func add(_ note: ExactNote) {
    guard let known = files[note.reason] else {
      reasons.append(note.reason)
      files[note.reason] = (note.path, note.path, 1)
      return
    }
    // A large file comes in several pieces.
    guard known.last != note.path else { return }
    files[note.reason] = (known.first, note.path, known.count + 1)
  }

  /// A line for each reason, in the order in which they occurred.
  var problems: [Problem] {
    reasons.compactMap { reason in
      guard let (first, _, count) = files[reason] else { return nil }
      let others = count == 1 ? "" : " and \(count - 1) more"
      return Problem(
        message: "\(displayName(of: first))\(others): \(reason); stored exactly", kind: nil)
    }
  }
}
