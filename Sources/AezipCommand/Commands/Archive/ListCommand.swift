import Aezip
import ArgumentParser
import Files
import Images
import Tables

struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the contents of an archive.",
    usage: "aezip list <archive> ... [<name> ...] [<options>]",
    discussion: """
      The columns are those of `ls -l`: permissions, kind, original bytes, bytes in the \
      archive and their ratio, PSNR or maximum error if the archive records it, time and name. \
      The kind is folder, link, exact (lossless), jpeg (coded anew, lossless), picture (lossy), \
      table (of numbers) or copy (of the file after the equals sign). Small files are compressed \
      together: each has a share of their bytes.

      Bytes of a name that cannot be printed appear as \\xNN. Further names that end in .aez \
      and exist are archives, too.

      Examples:
        aezip list photos.aez
        aezip list photos.aez '*.png' --json
      """,
    aliases: ["ls"])

  @Argument(help: "The archive, or - for standard input.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(help: ArgumentHelp("Names or patterns to list (default: all).", valueName: "name"))
  var pattern: [RawPattern] = []

  @OptionGroup var matching: CaseOption
  @OptionGroup var limit: LimitOption
  @OptionGroup var passphrase: PassphraseOption

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  func run() async throws {
    let others = pattern.prefix { $0.path.endsLikeArchive && $0.path.status != nil }
    let archives = [archive] + others.map(\.path)
    let names = pattern.dropFirst(others.count).map(\.text)
    var isFirst = true
    if json, archives.count > 1 { try Output.print("[") }
    // The array is closed whatever is wrong with some of the archives.
    let outcome: (any Error)?
    do {
      try await forEach(archives) { path in
        let (entries, targets) = try await naming(path) {
          let archive = try Archive(path, passphrase, limit: limit.bytes)
          return (
            try archive.chosenEntries(names, ignoringCase: matching.ignoreCase),
            archive.linkTargets()
          )
        }
        defer { isFirst = false }
        if json {
          if archives.count > 1 {
            try Output.print((isFirst ? "" : ",\n") + "{\"archive\" : \(Output.quoted(path)),")
            try Output.print("\"entries\" :")
          }
          try Output.print(jsonRows: entries.count) { index in
            EntryJSON(entries[index], target: targets[entries[index].path])
          }
          if archives.count > 1 { try Output.print("}") }
        } else {
          if archives.count > 1 { try Output.print((isFirst ? "" : "\n") + "\(path):") }
          try Self.write(entries, targets) { try Output.print($0) }
          try Output.print(Self.totals(entries))
        }
      }
      outcome = nil
    } catch {
      outcome = error
    }
    if json, archives.count > 1 { try Output.print("]") }
    if let outcome { throw outcome }
  }

  /// Gives the lines of the list to `print`, many at a time.
  static func write(
    _ entries: [ArchiveEntry], _ targets: [[UInt8]: [UInt8]], to print: (String) throws -> Void
  ) throws {
    guard !entries.isEmpty else { return }
    let hasLoss = entries.contains { lossText($0) != nil }
    var lines = TextTable(right: hasLoss ? [2, 3, 4, 5] : [2, 3, 4])
    // Many entries have few modes.
    var modes: [ListedMode: String] = [:]
    for entry in entries {
      let mode = ListedMode(entry)
      let text = modes[mode] ?? mode.text
      modes[mode] = text
      let target = entry.kind == .link ? targets[entry.path] : nil
      lines.append(row(entry, mode: text, target: target, hasLoss: hasLoss))
    }
    try lines.write(batchBytes: 1 << 20, to: print)
  }

  private static func row(
    _ entry: ArchiveEntry, mode: String, target: [UInt8]?, hasLoss: Bool
  ) -> [String] {
    let name = displayName(of: entry.path)
    let time = FileTime(
      seconds: entry.modified.seconds, nanoseconds: entry.modified.nanoseconds)
    let suffix =
      target.map { " -> \(displayName(of: $0))" }
      ?? entry.original.map { " = \(displayName(of: $0))" } ?? ""
    return [
      mode, entry.kind.rawValue, "\(entry.size)", "\(entry.packedSize)",
      percent(entry.packedSize, of: entry.size),
    ] + (hasLoss ? [lossText(entry) ?? ""] : []) + [
      time.localDescription,
      name + suffix,
    ]
  }

  private static func totals(_ entries: [ArchiveEntry]) -> String {
    let size = entries.reduce(0) { $0 + $1.size }
    let packed = entries.reduce(0) { $0 + $1.packedSize }
    let sizes = "\(byteCount(size)) → \(byteCount(packed)) (\(percent(packed, of: size)))"
    return EntryCounts(entries).text() + ": " + sizes
  }
}

extension Archive {
  /// The entries that names and patterns stand for; all if there are none.
  ///
  /// - Throws: ``AezipError/nothingMatches(_:)``
  func chosenEntries(_ names: [String], ignoringCase: Bool) throws -> [ArchiveEntry] {
    let all = try entries()
    guard !names.isEmpty else { return all }
    let selector = NameSelector(names, ignoringCase: ignoringCase, among: all.lazy.map(\.path))
    let chosen = all.filter { selector.covers($0.path) }
    guard !chosen.isEmpty else { throw AezipError.nothingMatches(names) }
    return chosen
  }
}

/// The recorded maximum error or PSNR of an entry; nil if there is none.
private func lossText(_ entry: ArchiveEntry) -> String? {
  if let error = entry.maximumError, error > 0 { return "±\(error.shortest)" }
  return entry.picture?.psnr.map(psnrText)
}

/// A recorded PSNR, as in "35.06 dB"; "equal" if nothing was lost.
private func psnrText(_ psnr: Double) -> String {
  psnr.isFinite ? "\(roundedDown(decibels: psnr).fixed(2)) dB" : "equal"
}

/// The kind and the permissions as `ls -l` prints them.
private struct ListedMode: Hashable {
  private let kind: ArchiveEntry.Kind
  private let mode: UInt16

  init(_ entry: ArchiveEntry) {
    (kind, mode) = (entry.kind, entry.mode)
  }

  /// Ten characters.
  var text: String {
    var text =
      switch kind {
      case .folder: "d"
      case .link: "l"
      case .unknown: "?"
      case .exact, .jpeg, .picture, .table, .copy: "-"
      }
    for (index, special) in specialRights.enumerated() {
      let rights = mode >> UInt16(6 - 3 * index)
      let executes = rights & 1 != 0
      text += rights & 4 != 0 ? "r" : "-"
      text += rights & 2 != 0 ? "w" : "-"
      if mode & special.bit != 0 {
        text += executes ? special.letter : special.alone
      } else {
        text += executes ? "x" : "-"
      }
    }
    return text
  }
}

/// Set-user-ID, set-group-ID and the sticky bit are shown where the right to execute is.
private let specialRights: [(bit: UInt16, letter: String, alone: String)] = [
  (0o4000, "s", "S"), (0o2000, "s", "S"), (0o1000, "t", "T"),
]

/// An entry as JSON.
struct EntryJSON: Encodable {
  struct PictureJSON: Encodable {
    let width: Int
    let height: Int
    let channels: Int
    let level: Double
    /// "latents", "latents and blocks", "blocks", or "exact pixels".
    let representation: String?
    let coder: String?
    /// In dB, rounded down to sixteenths; nil too where nothing was lost.
    let psnr: Double?
    /// Where a PSNR is on record, whether it is infinite.
    let isEqual: Bool?
  }

  let path: String
  let pathBytes: String?
  let kind: ArchiveEntry.Kind
  /// Octal, as in "0644".
  let mode: String
  /// Seconds and nanoseconds since 1970-01-01 00:00:00 UTC.
  let modifiedSeconds: Int64
  let modifiedNanoseconds: UInt32
  let size: Int
  let packedSize: Int
  let linkTarget: String?
  let linkTargetBytes: String?
  let copyOf: String?
  let copyOfBytes: String?
  let picture: PictureJSON?
  /// The maximum error of each number of a table.
  let maximumError: Double?

  init(_ entry: ArchiveEntry, target: [UInt8]?) {
    (path, pathBytes) = (PathJSON(entry.path).path, PathJSON(entry.path).pathBytes)
    kind = entry.kind
    let digits = String(entry.mode, radix: 8)
    mode = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    modifiedSeconds = entry.modified.seconds
    modifiedNanoseconds = entry.modified.nanoseconds
    size = entry.size
    packedSize = entry.packedSize
    linkTarget = target.map { PathJSON($0).path }
    linkTargetBytes = target.flatMap { PathJSON($0).pathBytes }
    maximumError = entry.maximumError
    copyOf = entry.original.map { PathJSON($0).path }
    copyOfBytes = entry.original.flatMap { PathJSON($0).pathBytes }
    picture = entry.picture.map {
      PictureJSON(
        width: $0.width, height: $0.height, channels: $0.channels, level: $0.level,
        representation: $0.representation?.rawValue, coder: $0.coder?.rawValue,
        psnr: $0.psnr.flatMap { $0.isFinite ? $0 : nil },
        isEqual: $0.psnr.map { !$0.isFinite })
    }
  }
}
