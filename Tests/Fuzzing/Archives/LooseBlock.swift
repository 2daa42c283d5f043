import Bytes
import Container

/// The contents of a block's frames.
struct LooseBlock {
  /// The catalogue as it is stored.
  var catalogue: [UInt8]
  var extras: [UInt8]
  var body: [UInt8]

  init?(_ payload: [UInt8]) {
    guard let prelude = try? BlockPrelude(parsing: payload[...], of: payload.count) else {
      return nil
    }
    let frames = payload.dropFirst(prelude.byteCount)
    let rest = frames.dropFirst(prelude.catalogueLength)
    guard let catalogue = Self.content(frames.prefix(prelude.catalogueLength)),
      let extras = Self.content(rest.prefix(prelude.extrasLength)),
      let body = Self.content(rest.dropFirst(prelude.extrasLength))
    else { return nil }
    (self.catalogue, self.extras, self.body) = (catalogue, extras, body)
  }

  private static func content(_ frame: ArraySlice<UInt8>) -> [UInt8]? {
    frame.isEmpty ? [] : try? CheckedFrame.decompress(frame, atMost: LooseArchive.maximumContent)
  }

  var payload: [UInt8] {
    let table = looseFrame(catalogue)
    let beside = extras.isEmpty ? [] : looseFrame(extras)
    var writer = ByteWriter()
    writer.varint(table.count)
    writer.varint(beside.count)
    writer.append(table + beside)
    if !body.isEmpty { writer.append(looseFrame(body)) }
    return writer.bytes
  }

  var parsed: Catalogue? { try? Catalogue(parsing: catalogue[...], limits: .block) }

  /// The places of the entries' bodies, as far as the body goes.
  func bodies(of entries: [Entry]) -> [Range<Int>] {
    var start = 0
    return entries.map { entry in
      let end = min(body.count, start + entry.bodyLength)
      defer { start = end }
      return start..<end
    }
  }

  /// Makes the last entry's lengths, and the digests of files in one piece, what the body has it.
  mutating func mend() {
    guard var table = parsed, let last = table.entries.indices.last else { return }
    let (bodies, extras) = (
      table.entries.dropLast().reduce(0) { $0 + $1.bodyLength },
      table.entries.dropLast().reduce(0) { $0 + $1.extrasLength }
    )
    if bodies <= body.count { table.entries[last].bodyLength = body.count - bodies }
    if extras <= self.extras.count {
      table.entries[last].extrasLength = self.extras.count - extras
    }
    for (index, place) in self.bodies(of: table.entries).enumerated() {
      guard [.exact, .symlink].contains(table.entries[index].kind),
        table.entries[index].pieceOffset == 0
      else { continue }
      table.entries[index].size = place.count
      guard table.entries[index].kind == .exact else { continue }
      table.entries[index].digest = .file(Digest(of: body[place]))
    }
    catalogue = table.bytes
  }
}

/// A model's file as it travels.
struct LooseModel {
  /// SHA-256 of the file, or what is taken for it.
  var digest: [UInt8]
  /// The file, if that is known; or what stands behind the digest.
  var file: [UInt8]?
  var packed: [UInt8]

  init(_ payload: [UInt8]) {
    digest = Array(payload.prefix(Digest.byteCount))
    packed = Array(payload.dropFirst(Digest.byteCount))
    file = try? CheckedFrame.decompress(packed[...], atMost: LooseArchive.maximumContent)
  }

  var payload: [UInt8] { digest + packed }
}
