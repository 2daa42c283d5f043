import Foundation
import ReferenceDecoder

/// The content of `valid/NAME.json`, which describes what an archive must decode to. Its fields are
/// described in `Formats/vectors/README.md`.
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
    /// Permission bits in octal digits.
    var mode: String
    var seconds: Int64
    var nanoseconds: UInt32
    var size: Int
    /// The digest of the bytes of an exact file or of a decoded table; a copy has its original's.
    var sha256: String?
    /// The target of a link.
    var target: String?
    var picture: PictureItem?
    /// The maximum error of a table that is not lossless, as Swift writes a number.
    var maximumError: String?
  }

  struct PictureItem: Codable, Equatable {
    var width: Int
    var height: Int
    var channels: Int
    var format: Int
    var coder: Int
    /// The index of the quality level in 1/256.
    var level: Int
    var model: Int
    /// In 1/16 dB; nil if it is not on record.
    var psnr: Int?
    /// SHA-256 of the decoded samples, interleaved, alpha included.
    var samples: String
    /// SHA-256 of the metadata block of codes-1.md, section 11.1, without the mark `DB`, if it has
    /// any other pieces.
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
  /// Decodes a whole archive with the reference decoder.
  init(decoding archive: [UInt8]) async throws {
    let reference = try ReferenceArchive(archive)
    version = "\(reference.version.major).\(reference.version.minor)"
    models = reference.models.map {
      Model(
        name: String(decoding: $0.name, as: UTF8.self), sha256: hexadecimal($0.digest),
        isEmbedded: $0.isEmbedded)
    }
    entries = try await reference.entries(
      builtIns: Self.builtIns.get(), jpegModel: Self.jpegModel.get(),
      fittedStarts: Self.fittedStarts.get()
    ).map { Item($0) }
  }

  /// The built-in model files, from the folder that model-1.md names.
  private static let builtIns = Result {
    try ReferenceModelFile.files(
      in: VectorFolder.repository.appending(path: "Sources/CModels"))
  }

  /// The model of JPEG files, from the file that jpeg-1.md names.
  private static let jpegModel = Result {
    let path = "Sources/CExactModels/jpeg-1.safetensors.zst"
    return try [UInt8](Data(contentsOf: VectorFolder.repository.appending(path: path)))
  }

  /// The start states of fitted pictures, from the file that fitted-1.md names.
  private static let fittedStarts = Result {
    let path = "Sources/CFittedModels/fitted-1.safetensors"
    return try [UInt8](Data(contentsOf: VectorFolder.repository.appending(path: path)))
  }

  var pixels: Int { entries.reduce(0) { $0 + ($1.picture.map { $0.width * $0.height } ?? 0) } }
}

extension Manifest.Item {
  fileprivate init(_ entry: ReferenceEntry) {
    let row = entry.row
    path = escaped(row.path)
    kind = ["folder", "link", "exact", "picture", "copy", "table", "jpeg", "raster"][row.kind]
    mode = String(row.mode, radix: 8)
    (seconds, nanoseconds) = (row.seconds, UInt32(row.nanoseconds))
    size = row.size
    switch entry.content {
    case .none: break
    case .link(let bytes): target = escaped(bytes)
    case .file(let bytes): sha256 = hexadecimal(ReferenceDecoder.sha256(bytes))
    case .picture(let content): picture = Manifest.PictureItem(content)
    }
    maximumError = entry.maximumError > 0 ? "\(entry.maximumError)" : nil
  }
}

extension Manifest.PictureItem {
  fileprivate init(_ picture: ReferenceEntry.PictureContent) {
    let row = picture.row
    (width, height, channels) = (row.width, row.height, row.channels)
    (format, coder, level, model) = (row.format, row.coder, row.level, row.model)
    psnr = row.psnr == 0 ? nil : row.psnr
    samples = hexadecimal(sha256(picture.samples))
    metadata = picture.metadata.map { hexadecimal(sha256($0)) }
  }
}

/// Bytes as ASCII, with backslashes and bytes that are not printable as `\xNN`.
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
