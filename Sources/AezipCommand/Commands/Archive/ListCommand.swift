import Aezip
import ArgumentParser
import Files
import Tables

struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List what an archive holds.",
    discussion: """
      Like ls -l: permissions, kind, bytes of the original, bytes in the archive, the one in \
      percent of the other, the PSNR of pictures if the archive tells it (see `aezip pack \
      --psnr`) and what numbers of tables may be off by, time of last change, name. The kind is \
      folder, link, exact (stored byte for byte), picture (stored with loss), table (numbers, as \
      codes) or copy (stored as a further name of \
      the file behind the equals sign). Bytes of a name that cannot be \
      shown appear as \\xNN; --json holds them exactly. No model is needed.

      Examples:
        aezip list photos.aez
        aezip list photos.aez '*.png' --json
      """)

  @Argument(help: "The archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(help: "Shell patterns of what to list; a folder brings all below it (default: all).")
  var pattern: [RawPattern] = []

  @OptionGroup var limit: LimitOption
  @OptionGroup var passphrase: PassphraseOption

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  func run() async throws {
    let (objects, targets) = try await naming(archive) {
      let archive = try Archive(archive, passphrase, limit: limit.bytes)
      return (try chosen(archive.entries()), archive.linkTargets())
    }
    if json {
      try Output.print(jsonRows: objects.count) { index in
        ObjectJSON(objects[index], target: targets[objects[index].path])
      }
    } else {
      let hasLoss = objects.contains { lossText($0) != nil }
      var lines = TextTable(right: hasLoss ? [2, 3, 4, 5] : [2, 3, 4])
      // Many objects have few modes.
      var modes: [ListedMode: String] = [:]
      for object in objects {
        let mode = ListedMode(object)
        let text = modes[mode] ?? mode.text
        modes[mode] = text
        let target = object.kind == .link ? targets[object.path] : nil
        lines.append(Self.row(object, mode: text, target: target, hasLoss: hasLoss))
      }
      if !objects.isEmpty { try lines.write(batchBytes: 1 << 20) { try Output.print($0) } }
      try Output.print(Self.totals(objects))
    }
  }

  private func chosen(_ objects: [ArchiveEntry]) throws -> [ArchiveEntry] {
    guard !pattern.isEmpty else { return objects }
    let globs = pattern.map { Glob($0.text) }
    let chosen = objects.filter { object in globs.contains { $0.covers(object.path) } }
    guard !chosen.isEmpty else { throw ArchiverError.nothingMatches(pattern.map(\.text)) }
    return chosen
  }

  private static func row(
    _ object: ArchiveEntry, mode: String, target: [UInt8]?, hasLoss: Bool
  ) -> [String] {
    let name = displayName(of: object.path)
    let time = FileTime(
      seconds: object.modified.seconds, nanoseconds: object.modified.nanoseconds)
    let suffix =
      target.map { " -> \(displayName(of: $0))" }
      ?? object.original.map { " = \(displayName(of: $0))" } ?? ""
    return [
      mode, object.kind.rawValue, "\(object.size)", "\(object.packedSize)",
      percent(object.packedSize, of: object.size),
    ] + (hasLoss ? [lossText(object) ?? ""] : []) + [
      time.localDescription,
      name + suffix,
    ]
  }

  private static func totals(_ objects: [ArchiveEntry]) -> String {
    var numbers: [ArchiveEntry.Kind: Int] = [:]
    for index in objects.indices { numbers[objects[index].kind, default: 0] += 1 }
    func count(_ kind: ArchiveEntry.Kind, _ noun: String) -> String? {
      numbers[kind].map { plural($0, noun) }
    }
    let counts = [
      count(.picture, "picture"), count(.table, "table"),
      count(.exact, "exact file"), count(.folder, "folder"),
      plural(copies: numbers[.copy] ?? 0),
      count(.link, "link"), count(.unknown, "unknown object"),
    ].compactMap { $0 }
    let size = objects.reduce(0) { $0 + $1.size }
    let packed = objects.reduce(0) { $0 + $1.packedSize }
    let sizes = "\(byteCount(size)) → \(byteCount(packed)) (\(percent(packed, of: size)))"
    return (counts.isEmpty ? "empty" : counts.joined(separator: ", ")) + ": " + sizes
  }
}

/// What is on record of an object's loss, if there is any.
private func lossText(_ object: ArchiveEntry) -> String? {
  if let error = object.maximumError, error > 0 { return "±\(error.shortest)" }
  return object.picture?.psnr.map(psnrText)
}

/// A PSNR on record, as in "35.06 dB"; "equal" where nothing was lost.
private func psnrText(_ psnr: Double) -> String {
  psnr.isFinite ? "\(((psnr * 100).rounded(.down) / 100).fixed(2)) dB" : "equal"
}

/// What `ls -l` begins a line with.
private struct ListedMode: Hashable {
  private let kind: ArchiveEntry.Kind
  private let mode: UInt16

  init(_ object: ArchiveEntry) {
    (kind, mode) = (object.kind, object.mode)
  }

  /// Ten characters.
  var text: String {
    var text =
      switch kind {
      case .folder: "d"
      case .link: "l"
      case .unknown: "?"
      case .exact, .picture, .table, .copy: "-"
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

/// Set-user-ID, set-group-ID and the sticky bit share a place with the right to execute.
private let specialRights: [(bit: UInt16, letter: String, alone: String)] = [
  (0o4000, "s", "S"), (0o2000, "s", "S"), (0o1000, "t", "T"),
]

/// An object as JSON.
struct ObjectJSON: Encodable {
  struct PictureJSON: Encodable {
    let width: Int
    let height: Int
    let channels: Int
    let level: Double
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
  /// Of a table: how far each number may be off.
  let maximumError: Double?

  init(_ object: ArchiveEntry, target: [UInt8]?) {
    (path, pathBytes) = (PathJSON(object.path).path, PathJSON(object.path).pathBytes)
    kind = object.kind
    let digits = String(object.mode, radix: 8)
    mode = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    modifiedSeconds = object.modified.seconds
    modifiedNanoseconds = object.modified.nanoseconds
    size = object.size
    packedSize = object.packedSize
    linkTarget = target.map { PathJSON($0).path }
    linkTargetBytes = target.flatMap { PathJSON($0).pathBytes }
    maximumError = object.maximumError
    copyOf = object.original.map { PathJSON($0).path }
    copyOfBytes = object.original.flatMap { PathJSON($0).pathBytes }
    picture = object.picture.map {
      PictureJSON(
        width: $0.width, height: $0.height, channels: $0.channels, level: $0.level,
        coder: $0.coder?.rawValue, psnr: $0.psnr.flatMap { $0.isFinite ? $0 : nil },
        isEqual: $0.psnr.map { !$0.isFinite })
    }
  }
}
