import Container
import Networks

/// A file, folder or link in an archive.
public struct ArchivedObject: Sendable, Equatable {
  public enum Kind: String, Sendable, Codable {
    case folder
    case link
    /// A file stored byte for byte.
    case exact
    /// A picture stored as codes, with loss.
    case picture
    /// Something a newer program knows.
    case unknown
  }

  /// Relative, parts joined by slashes; bytes in no particular encoding.
  public let path: [UInt8]
  public let kind: Kind
  /// Permission bits.
  public let mode: UInt16
  /// Time of last change, in seconds and nanoseconds since 1970-01-01 00:00:00 UTC.
  public let modified: (seconds: Int64, nanoseconds: UInt32)
  /// Bytes of the original file.
  public let size: Int
  /// Bytes in the archive: codes, extras and what the block's compression left of them; a share
  /// by length where several objects were compressed together.
  public internal(set) var packedSize: Int
  /// What a picture is stored as.
  public let picture: StoredPicture?

  public static func == (one: Self, other: Self) -> Bool {
    one.path == other.path && one.kind == other.kind && one.mode == other.mode
      && one.modified == other.modified && one.size == other.size
      && one.packedSize == other.packedSize && one.picture == other.picture
  }
}

/// How a picture is stored.
public struct StoredPicture: Sendable, Equatable {
  /// In pixels.
  public let width: Int
  public let height: Int
  /// 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha.
  public let channels: Int
  /// Between the model's trained levels, 0 the smallest.
  public let level: Double
  /// Nil for one a newer program knows.
  public let coder: PictureCoder?
}

extension Archive {
  /// What the archive holds, in the order of paths. Reads every block's catalogue, no codes.
  public func objects() throws -> [ArchivedObject] {
    var objects: [ArchivedObject] = []
    var places: [[UInt8]: Int] = [:]
    for (number, place) in reader.blocks.enumerated() {
      let entries = try reader.readEntries(ofBlock: number)
      let whole = max(entries.reduce(0) { $0 + $1.bodyLength + $1.extrasLength }, 1)
      for entry in entries {
        let share = Double(entry.bodyLength + entry.extrasLength) / Double(whole)
        let packed = Int((Double(place.length) * share).rounded())
        if !entry.beginsFile, let known = places[entry.path] {
          objects[known].packedSize += packed
        } else {
          if !entry.endsFile { places[entry.path] = objects.count }
          objects.append(ArchivedObject(entry, packedSize: packed))
        }
      }
    }
    return objects.sorted { one, other in
      one.path.lexicographicallyPrecedes(other.path) {
        ($0 == slash ? 0 : $0) < ($1 == slash ? 0 : $1)
      }
    }
  }
}

/// Sorts before every byte a name can hold, so that a folder's content follows it.
private let slash = UInt8(ascii: "/")

extension ArchivedObject {
  fileprivate init(_ entry: Entry, packedSize: Int) {
    path = entry.path
    kind =
      switch entry.kind {
      case .directory: .folder
      case .symlink: .link
      case .exact: .exact
      case .picture: .picture
      default: .unknown
      }
    mode = entry.mode
    modified = (entry.modified.seconds, entry.modified.nanoseconds)
    size = entry.size
    self.packedSize = packedSize
    picture = entry.picture.map {
      StoredPicture(
        width: $0.width, height: $0.height, channels: $0.channels,
        level: Double($0.level) / 256,
        coder: [.prior: .prior, .zstd: .zstd][$0.coder])
    }
  }
}
