import Bytes
import Container
import Entropy
import Foundation
import Images
import Networks
import PictureCodec
import Testing

/// What an archive must decode to: `valid/NAME.json`. Described in `Formats/vectors/README.md`.
struct Manifest: Codable, Equatable {
  var version: String
  var models: [Model]
  var entries: [Item]

  struct Model: Codable, Equatable {
    var name: String
    var sha256: String
    var isEmbedded: Bool
  }

  /// A file, folder or link; the pieces of a file are one item.
  struct Item: Codable, Equatable {
    var path: String
    var kind: String
    /// Octal.
    var mode: String
    var seconds: Int64
    var nanoseconds: UInt32
    var size: Int
    /// Of an exact file's bytes, and of those a table decodes to; of a copy, those of its original.
    var sha256: String?
    /// Where a link leads.
    var target: String?
    var picture: PictureItem?
    /// How far a table's numbers may be off, as Swift writes it, if they may.
    var maximumError: String?
  }

  struct PictureItem: Codable, Equatable {
    var width: Int
    var height: Int
    var channels: Int
    var format: Int
    var coder: Int
    /// In 1/256.
    var level: Int
    var model: Int
    /// In 1/16 dB, if it is on record.
    var psnr: Int?
    /// SHA-256 of the decoded samples, interleaved, alpha included.
    var samples: String
    /// SHA-256 of the metadata block of codes-1.md, section 11.1, if it has any pieces.
    var metadata: String?
  }

  init(json: [UInt8]) throws { self = try JSONDecoder().decode(Self.self, from: Data(json)) }

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [0x0A]
  }
}

extension Manifest {
  /// Decodes a whole archive by the pages.
  init(decoding archive: [UInt8]) throws {
    let reader = try ArchiveReader(archive)
    version = "\(reader.version)"
    models = reader.models.map {
      Model(name: $0.name, sha256: $0.digest.description, isEmbedded: $0.isEmbedded)
    }
    entries = []
    var file = DigestHasher()
    for number in reader.blocks.indices {
      let block = try reader.readBlock(number)
      let groups = try PageGroups(reader, block)
      for (index, entry) in block.entries.enumerated() {
        if entry.beginsFile { file = DigestHasher() }
        file.update(block.body(at: index))
        guard entry.endsFile else { continue }
        var item = Item(entry)
        switch entry.kind {
        case .copy:
          // What stands before it, if that is a copy itself, has its content from there.
          let original = try #require(index > 0 ? entries.last : nil)
          try #require(["exact", "picture", "table", "copy"].contains(original.kind))
          (item.sha256, item.picture) = (original.sha256, original.picture)
          item.maximumError = original.maximumError
        case .exact: item.sha256 = file.finish().description
        case .table:
          let bytes = try PageTable.decode(Array(block.body(at: index)), size: entry.size)
          item.sha256 = Digest(of: bytes).description
          item.maximumError = entry.maximumError > 0 ? "\(entry.maximumError)" : nil
        case .symlink: item.target = escaped(block.body(at: index))
        case .picture: item.picture = try PictureItem(reader, block, index, groups)
        default: break
        }
        entries.append(item)
      }
    }
  }

  var pixels: Int { entries.reduce(0) { $0 + ($1.picture.map { $0.width * $0.height } ?? 0) } }
}

extension Manifest.Item {
  fileprivate init(_ entry: Entry) {
    path = escaped(entry.path[...])
    kind = ["folder", "link", "exact", "picture", "copy", "table"][Int(entry.kind.rawValue)]
    mode = String(entry.mode, radix: 8)
    seconds = entry.modified.seconds
    nanoseconds = entry.modified.nanoseconds
    size = entry.size
  }
}

extension Manifest.PictureItem {
  fileprivate init(
    _ reader: ArchiveReader, _ block: Block, _ index: Int, _ groups: PageGroups
  ) throws {
    let info = try #require(block.entries[index].picture)
    (width, height, channels) = (info.width, info.height, info.channels)
    (format, coder) = (Int(info.format.rawValue), Int(info.coder.rawValue))
    (level, model) = (Int(info.level), info.model)
    psnr = info.psnr == 0 ? nil : Int(info.psnr)
    var extras = ByteReader(block.extras(at: index))
    let pieces = try ImageMetadata(parsing: &extras)
    let end = extras.offset
    metadata =
      pieces.pieces.isEmpty
      ? nil : Digest(of: block.extras(at: index).prefix(end)).description
    let colour = try groups.samples[index] ?? Self.photo(reader, info, block.body(at: index))
    var image = Image(
      width: width, height: height, channels: channels > 2 ? .rgb : .grey, samples: colour)
    if channels % 2 == 0 {
      let plane = block.extras(at: index).dropFirst(end)
      image = image.joined(withAlpha: PageAlpha.restored(plane, width: width))
    }
    samples = Digest(of: image.samples).description
  }
}

extension Manifest.PictureItem {
  /// A photograph's samples without alpha.
  private static func photo(
    _ reader: ArchiveReader, _ info: PictureInfo, _ body: ArraySlice<UInt8>
  ) throws -> [UInt8] {
    let reference = reader.models[info.model]
    let photo =
      if let builtIn = PagePhoto.builtIns[reference.digest] {
        try builtIn.get()
      } else {
        try PagePhoto(file: PageAdapted.whole(reader.embeddedModel(reference.digest), reader))
      }
    let (coder, conditioning) = try #require(PagePhoto.coders[info.coder.rawValue])
    return try photo.decode(
      body, size: PhotoSize(width: info.width, height: info.height),
      level: QualityLevel(index: Int(info.level), conditioning: conditioning), coder: coder,
      isColour: info.channels > 2)
  }
}

extension Digest {
  static let photo1 = Digest(of: BuiltInModel.all[0].file)
}

/// Bytes as ASCII; a backslash and what is no printable character as `\xNN`.
func escaped(_ bytes: some Sequence<UInt8>) -> String {
  bytes.reduce(into: "") { text, byte in
    if (0x20...0x7E).contains(byte), byte != UInt8(ascii: "\\") {
      text.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      let digits = String(byte, radix: 16, uppercase: true)
      text += "\\x" + (byte < 16 ? "0" : "") + digits
    }
  }
}
