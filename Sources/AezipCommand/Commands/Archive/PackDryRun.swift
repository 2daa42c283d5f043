import Aezip
import Files

/// What `pack --dry-run` finds out: everything that is known without reading a file.
struct PackDryRun: Encodable {
  let archive: String
  let archivePathBytes: String?
  let dryRun = true
  let files: Int
  let folders: Int
  let links: Int
  let originalBytes: Int
  let problems: [ProblemJSON]

  private let found: FileWalk

  /// - Throws: `WalkError` and `OutputError` as packing does
  init(_ operands: PackOperands, excluding patterns: [String], overwrite: Bool) throws {
    let output = operands.archive
    if !output.isStandardStream {
      try OutputFile(path: output.bytes, replacing: overwrite).abandon()
    }
    found = try FileWalk.walk(
      operands.inputs.map(\.bytes), excluding: patterns.map { Glob($0) },
      replacing: output.status?.stamp.identity)
    files = found.entries.count { $0.kind == .regular }
    folders = found.entries.count { $0.kind == .directory }
    links = found.entries.count - files - folders
    originalBytes = found.entries.reduce(0) { $0 + $1.size }
    problems = found.problems.map { ProblemJSON(Problem(message: "\($0)", kind: .system)) }
    (archive, archivePathBytes) = (PathJSON(output.bytes).path, PathJSON(output.bytes).pathBytes)
  }

  var messages: [Problem] { found.problems.map { Problem(message: "\($0)", kind: .system) } }

  /// The names that the archive would have, a line each.
  var names: [String] { found.entries.map { displayName(of: $0.archivePath) } }

  var line: String {
    let counts = [(files, "file"), (folders, "folder"), (links, "link")].filter { $0.0 > 0 }
    let text = counts.isEmpty ? "nothing" : counts.map(plural).joined(separator: ", ")
    return "dry run: would pack \(text), \(byteCount(originalBytes)), into \(archive)"
  }

  private enum CodingKeys: CodingKey {
    case archive, archivePathBytes, dryRun, files, folders, links, originalBytes, problems
  }
}
