import Bytes
import Container
import Entropy

/// A file, folder or link in an archive.
public struct ArchiveEntry: Sendable, Equatable {
  /// How an object is kept.
  public enum Kind: String, Sendable, Codable {
    case folder
    case link
    /// A file stored byte for byte.
    case exact
    /// A picture stored as codes, with loss.
    case picture
    /// A table of numbers stored as codes, exactly or within an error.
    case table
    /// A further name of a file that is kept in one of these ways.
    case copy
    /// Something a newer program knows.
    case unknown
  }

  /// Relative, parts joined by slashes; bytes in no particular encoding.
  public let path: [UInt8]
  /// How it is kept.
  public let kind: Kind
  /// Permission bits.
  public let mode: UInt16
  /// Time of last change, in seconds and nanoseconds since 1970-01-01 00:00:00 UTC.
  public let modified: (seconds: Int64, nanoseconds: UInt32)
  /// Bytes of the original file.
  public let size: Int
  /// Bytes in the archive, of codes, metadata and alpha or of the file itself; a share by length
  /// where several objects were compressed together.
  public internal(set) var packedSize: Int
  /// What a picture is stored as, or what a copy is a copy of.
  public let picture: StoredPicture?
  /// How far each number of a table, or of what a copy is a copy of, may be from the original's; 0
  /// if the file comes back byte for byte, nil of all that is no table.
  public let maximumError: Double?
  /// The path of what a copy is a copy of.
  public let original: [UInt8]?

  /// Whether all that is known of both is equal.
  public static func == (one: Self, other: Self) -> Bool {
    one.path == other.path && one.kind == other.kind && one.mode == other.mode
      && one.modified == other.modified && one.size == other.size
      && one.packedSize == other.packedSize && one.picture == other.picture
      && one.original == other.original && one.maximumError == other.maximumError
  }
}

/// How a picture is stored.
public struct StoredPicture: Sendable, Equatable {
  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int
  /// 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha.
  public let channels: Int
  /// Between the model's trained levels, 0 the smallest.
  public let level: Double
  /// Nil for one a newer program knows.
  public let coder: EntropyCoder?
  /// What the picture's PSNR was at least when it was packed, in dB, alpha left out; infinite
  /// where nothing was lost, nil where that is not on record.
  public let psnr: Double?
  /// Whether the archive has a digest of the pixels that are to come back.
  public let hasDigest: Bool
}

extension Archive {
  /// What the archive holds, in the order of paths. Reads every block's catalogue, no codes.
  public func entries() throws -> [ArchiveEntry] {
    var objects: [ArchiveEntry] = []
    objects.reserveCapacity(reader.entries.count)
    var places: [[UInt8]: Int] = [:]
    for number in reader.blocks.indices {
      let block = try reader.readSummary(ofBlock: number)
      let body = block.entries.reduce(0) { $0 + $1.bodyLength }
      let extras = block.entries.reduce(0) { $0 + $1.extrasLength }
      var original: Entry?
      for (entry, length) in zip(block.entries, Self.bodyLengths(of: block.entries)) {
        if entry.kind != .copy { original = entry }
        let packed =
          Self.share(length, of: body, block.bodyBytes)
          + Self.share(entry.extrasLength, of: extras, block.extrasBytes)
        if !entry.beginsFile, let known = places[entry.path] {
          objects[known].packedSize += packed
        } else {
          if !entry.endsFile { places[entry.path] = objects.count }
          objects.append(ArchiveEntry(entry, of: original, packedSize: packed))
        }
      }
    }
    if !zip(objects, objects.dropFirst()).allSatisfy({ $0.path.precedesPath($1.path) }) {
      objects.sort { $0.path.precedesPath($1.path) }
    }
    return objects
  }
}

extension Archive {
  /// Bytes of each entry's body; codes that lie together are shared alike.
  private static func bodyLengths(of entries: [Entry]) -> [Int] {
    var lengths = entries.map(\.bodyLength)
    let grouped = entries.indices.filter { entries[$0].picture?.coder.ofGroup != nil }
    let whole = grouped.reduce(0) { $0 + lengths[$1] }
    for (place, index) in grouped.enumerated() {
      lengths[index] = whole * (place + 1) / grouped.count - whole * place / grouped.count
    }
    return lengths
  }

  /// What `length` of `whole` bytes take of the `packed` bytes they were compressed to together.
  private static func share(_ length: Int, of whole: Int, _ packed: Int) -> Int {
    whole > 0 ? Int((Double(packed) * Double(length) / Double(whole)).rounded()) : 0
  }
}

extension ArchiveEntry {
  fileprivate init(_ entry: Entry, of original: Entry?, packedSize: Int) {
    path = entry.path
    kind =
      switch entry.kind {
      case .directory: .folder
      case .symlink: .link
      case .exact: .exact
      case .picture: .picture
      case .table: .table
      case .copy: .copy
      default: .unknown
      }
    mode = entry.mode
    modified = (entry.modified.seconds, entry.modified.nanoseconds)
    size = entry.size
    self.packedSize = packedSize
    self.original = entry.kind == .copy ? original?.path : nil
    let content = entry.kind == .copy ? original : entry
    maximumError = content?.kind == .table ? content?.maximumError : nil
    let hasDigest = content.map { $0.digest != .none } ?? false
    picture = content?.picture.map {
      StoredPicture(
        width: $0.width, height: $0.height, channels: $0.channels,
        level: Double($0.level) / 256,
        coder: $0.coder.entropyCoder,
        psnr: $0.psnr == 0
          ? nil : $0.psnr == PictureInfo.exactPSNR ? .infinity : Double($0.psnr) / 16,
        hasDigest: hasDigest)
    }
  }
}
