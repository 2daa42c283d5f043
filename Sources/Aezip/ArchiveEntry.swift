import Bytes
import Container
import Entropy
import SystemPackage

/// A file, folder or link in an archive.
public struct ArchiveEntry: Sendable, Equatable {
  /// How an entry is stored.
  public enum Kind: String, Sendable, Codable {
    /// A folder, empty or not.
    case folder
    /// A symbolic link.
    case link
    /// A file stored byte for byte.
    case exact
    /// A JPEG file, coded exactly: it comes back byte for byte.
    case jpeg
    /// A lossy picture, stored as quantised latents.
    case picture
    /// A table of numbers, lossless or within an error bound.
    case table
    /// A further name of a file in the archive.
    case copy
    /// A kind that only a newer program knows.
    case unknown
  }

  /// ``name`` as bytes.
  package let path: [UInt8]
  /// The relative path, its parts joined by slashes, in no particular encoding.
  public var name: FilePath { FilePath(path) }
  /// How it is stored.
  public let kind: Kind
  /// Permission bits.
  public let mode: UInt16
  /// Time of last change, in seconds and nanoseconds since 1970-01-01 00:00:00 UTC.
  public let modified: (seconds: Int64, nanoseconds: UInt32)
  /// Bytes of the original file, or of a link's target; 0 for a folder.
  public let size: Int
  /// Bytes in the archive: latents, metadata and alpha, or the file itself. Entries compressed
  /// together share them: metadata and alpha by their sizes compressed alone, all else by length.
  public internal(set) var packedSize: Int
  /// How the picture, or the picture that this is a copy of, is stored; nil for other entries.
  public let picture: StoredPicture?
  /// The largest error of a number in a table or in the original of a copy. It is 0 for a lossless
  /// table, and nil for other entries.
  public let maximumError: Double?
  /// ``originalName`` as bytes.
  package let original: [UInt8]?
  /// The name of a copy's original.
  public var originalName: FilePath? { original.map { FilePath($0) } }

  /// Whether both are equal in every property.
  public static func == (one: Self, other: Self) -> Bool {
    one.path == other.path && one.kind == other.kind && one.mode == other.mode
      && one.modified == other.modified && one.size == other.size
      && one.packedSize == other.packedSize && one.picture == other.picture
      && one.original == other.original && one.maximumError == other.maximumError
  }
}

/// How a picture is stored.
public struct StoredPicture: Sendable, Equatable {
  /// What is stored of a picture.
  public enum Representation: String, Sendable, Codable, CaseIterable {
    /// Latents of a model.
    case latents
    /// Latents of a model, and what their decoded picture lacks, as blocks.
    case layeredLatents = "latents and blocks"
    /// Blocks of pixels, with loss.
    case blocks
    /// All pixels, exactly.
    case pixels = "exact pixels"
    /// Latents and the network that decodes them, both the picture's own.
    case fitted = "fitted network"
  }

  /// The width in pixels.
  public let width: Int
  /// The height in pixels.
  public let height: Int
  /// Samples per pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.
  public let channels: Int
  /// The quality level between the model's trained ones, 0 the lowest.
  public let level: Double
  /// What is stored; nil if only a newer program knows it.
  public let representation: Representation?
  /// The entropy coder of the latents; nil for pictures without.
  public let coder: EntropyCoder?
  /// A lower bound of the picture's PSNR in dB without alpha, measured when it was packed; infinite
  /// if lossless, nil if not recorded.
  public let psnr: Double?
  /// Whether the archive has a digest of the decoded pixels.
  public let hasDigest: Bool
}

extension Archive {
  /// The entries, in the order of paths. It reads every block's catalogue, and no content except
  /// alpha and metadata, whose packed sizes cannot be determined otherwise.
  ///
  /// - Throws: errors of the kinds in ``ErrorKind``
  public func entries() throws -> [ArchiveEntry] {
    var listed: [ArchiveEntry] = []
    listed.reserveCapacity(reader.entries.count)
    var positions: [[UInt8]: Int] = [:]
    var room = Self.mostExtras
    for number in reader.blocks.indices {
      let block = try reader.readSummary(ofBlock: number)
      let body = block.entries.reduce(0) { $0 + $1.bodyLength }
      let extrasWeights = extrasWeights(of: block, number: number, room: &room)
      let extras = extrasWeights.reduce(0, +)
      var original: Entry?
      for (index, length) in Self.bodyLengths(of: block.entries).enumerated() {
        let entry = block.entries[index]
        if entry.kind != .copy { original = entry }
        let packed =
          Self.share(length, of: body, block.bodyBytes)
          + Self.share(extrasWeights[index], of: extras, block.extrasBytes)
        if !entry.beginsFile, let known = positions[entry.path] {
          listed[known].packedSize += packed
        } else {
          if !entry.endsFile { positions[entry.path] = listed.count }
          listed.append(ArchiveEntry(entry, of: original, packedSize: packed))
        }
      }
    }
    if !zip(listed, listed.dropFirst()).allSatisfy({ $0.path.precedesPath($1.path) }) {
      listed.sort { $0.path.precedesPath($1.path) }
    }
    return listed
  }
}

extension Archive {
  /// How the bytes of a block's extras are shared out to its entries: by what each entry's extras
  /// take when they are compressed alone, as constant alpha compresses to almost nothing; by length
  /// if they cannot be read or there is no more room.
  ///
  /// - Parameter room: bytes of extras that may still be decompressed, lest listing a hostile
  ///   archive takes long
  private func extrasWeights(
    of block: BlockSummary, number: Int, room: inout Int
  ) -> [Int] {
    let lengths = block.entries.map(\.extrasLength)
    let total = lengths.reduce(0, +)
    // Alpha is long; few bytes of metadata do not compress.
    guard total <= room, lengths.count(where: { $0 > 0 }) > 1,
      lengths.contains(where: { $0 > 1024 })
    else { return lengths }
    room -= total
    guard let extras = try? reader.readExtras(ofBlock: number, block) else { return lengths }
    var start = 0
    return lengths.map { length in
      defer { start += length }
      guard length > 256 else { return length }
      return (try? ZstdFrame.compress(extras[start..<start + length], level: 1).count) ?? length
    }
  }

  /// Bytes of extras that one listing decompresses at most.
  private static let mostExtras = 64 << 20

  /// The length of each entry's body; latents coded together are shared equally.
  private static func bodyLengths(of entries: [Entry]) -> [Int] {
    var lengths = entries.map(\.bodyLength)
    let grouped = entries.indices.filter { entries[$0].picture?.coder.ofGroup != nil }
    let whole = grouped.reduce(0) { $0 + lengths[$1] }
    for (number, index) in grouped.enumerated() {
      lengths[index] = whole * (number + 1) / grouped.count - whole * number / grouped.count
    }
    return lengths
  }

  /// The share of `length` out of `whole` bytes that were compressed together to `packed` bytes.
  static func share(_ length: Int, of whole: Int, _ packed: Int) -> Int {
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
      case .exact, .raster: .exact
      case .picture: .picture
      case .table: .table
      case .jpeg: .jpeg
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
        representation: $0.coder.representation, coder: $0.coder.entropyCoder,
        psnr: $0.coder == .pixels || $0.psnr == PictureInfo.exactPSNR
          ? .infinity : $0.psnr == 0 ? nil : Double($0.psnr) / 16,
        hasDigest: hasDigest)
    }
  }
}

extension Archive {
  /// Targets of symbolic links by name, without those in damaged blocks. Blocks without links are
  /// not read.
  public var links: [FilePath: FilePath] {
    Dictionary(
      linkTargets().map { (FilePath($0), FilePath($1)) }, uniquingKeysWith: { first, _ in first })
  }

  /// ``links`` as bytes.
  package func linkTargets() -> [[UInt8]: [UInt8]] {
    var targets: [[UInt8]: [UInt8]] = [:]
    for (number, listed) in reader.blocks.enumerated()
    where reader.entries[listed.entries].contains(where: { $0.kind == .symlink }) {
      guard let block = try? reader.readBlock(number) else { continue }
      for (index, entry) in block.entries.enumerated() where entry.kind == .symlink {
        targets[entry.path] = Array(block.body(at: index))
      }
    }
    return targets
  }
}
