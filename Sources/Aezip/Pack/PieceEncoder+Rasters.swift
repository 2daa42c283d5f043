import Bytes
import Container
import Entropy
import ExactCodec

extension PieceEncoder {
  /// Encodes a file as a table or by its rasters, whichever is smaller; nil if it is neither, or
  /// does not shrink.
  func tableOrRasters(of file: PackFile, _ bytes: [UInt8]) async -> PackedPiece? {
    let table = await tablePiece(of: file, bytes)
    // Rasters would not lose what the user allows tables to.
    if let table, table.entry.maximumError > 0 { return table }
    guard let piece = await rasterPiece(of: file, bytes) else { return table }
    guard let table else { return piece }
    // The bodies of some tables still compress.
    let sizes = [table, piece].map { Self.compressedSize($0.body.bytes) }
    return sizes[0] <= sizes[1] ? table : piece
  }

  /// Encodes the rasters of a file, and keeps what is around them; nil if it has none or does not
  /// shrink.
  func rasterPiece(of file: PackFile, _ bytes: [UInt8]) async -> PackedPiece? {
    guard let rasters, bytes.count <= RasterFileCoder.sizeLimit, RasterLayout.mayBegin(with: bytes)
    else { return nil }
    let layouts = RasterLayout.found(in: bytes)
    guard !layouts.isEmpty else { return nil }
    return await memory.run(needing: rasters.memory(ofFile: bytes.count)) {
      let body: [UInt8]
      switch rasters.encode(bytes, layouts) {
      case .refused: return nil
      case .mismatch: return mismatched(file, bytes)
      case .body(let coded): body = coded
      }
      guard Self.compressedSize(body) + Self.leastSaved <= Self.compressedSize(bytes) else {
        return nil
      }
      var entry = Entry(file, kind: .raster)
      entry.size = bytes.count
      entry.digest = .file(Digest(of: bytes))
      return PackedPiece(
        entry: entry, family: .recoded, body: SymbolStream(bytes: body),
        originalBytes: bytes.count)
    }
  }

  /// A file as it is, as its coder did not give it back.
  private func mismatched(_ file: PackFile, _ bytes: [UInt8]) -> PackedPiece {
    var piece = exactPiece(of: file, bytes)
    piece.isMismatch = true
    piece.notes.append("does not come back from the coder of samples")
    return piece
  }
}
