import Bytes
import Container
import Entropy
import PictureCodec

/// Groups small pieces into blocks, and gives a large piece its own.
///
/// The result depends only on the pieces and their order.
struct BlockBuilder {
  private var open: [PackedPiece.Family: OpenBlock] = [:]

  /// The body bytes of a full block. Damage to a block loses all its entries, and smaller blocks
  /// have more overhead.
  private static func capacity(of family: PackedPiece.Family) -> Int {
    switch family {
    case .picture: 128 << 10
    case .objects: 64 << 10
    case .table: 256 << 10
    // The headers of JPEG files are alike.
    case .exact, .recoded: 1 << 20
    }
  }

  private static let maximumEntries = 4096

  /// Adds a piece, and returns the blocks that are full.
  mutating func append(_ piece: PackedPiece) -> [PendingBlock] {
    var full: [PendingBlock] = []
    let capacity = Self.capacity(of: piece.family)
    // Damage to a large piece should not affect others. The pieces of one file must be consecutive,
    // so none may wait in an open block.
    let isAlone = piece.isPart || piece.body.bytes.count > capacity / 2
    if isAlone, open[piece.family] != nil { full.append(close(piece.family)) }
    open[piece.family, default: OpenBlock()].append(piece)
    let block = open[piece.family, default: OpenBlock()]
    if piece.isPart || block.isFull(capacity, entries: Self.maximumEntries) {
      full.append(close(piece.family))
    }
    return full
  }

  /// Closes the blocks that never filled up.
  mutating func finish() -> [PendingBlock] {
    open.keys.sorted { $0.rank < $1.rank }.map { close($0) }
  }

  private mutating func close(_ family: PackedPiece.Family) -> PendingBlock {
    let block = open.removeValue(forKey: family) ?? OpenBlock()
    return block.closed(family)
  }
}

/// A block that still accepts pieces.
private struct OpenBlock {
  private var pieces: [PackedPiece] = []
  private var bodyBytes = 0
  private var entryCount = 0
  /// Samples that a reader of the block's groups holds at once.
  private var samples = 0
  /// Latents of the block's groups.
  private var latents = 0

  /// These are far below the format's limits, so that readers need little memory.
  private static let (sampleLimit, latentLimit) = (1 << 22, 1 << 21)

  func isFull(_ capacity: Int, entries: Int) -> Bool {
    bodyBytes >= capacity || entryCount >= entries || samples >= Self.sampleLimit
      || latents >= Self.latentLimit
  }

  mutating func append(_ piece: PackedPiece) {
    pieces.append(piece)
    bodyBytes += piece.body.bytes.count
    entryCount += 1 + (piece.copies?.files.count ?? 0)
    if let grouped = piece.grouped {
      samples += grouped.model.shape.count
      latents += grouped.symbols.count
    }
  }

  func closed(_ family: PackedPiece.Family) -> PendingBlock {
    var block = Block()
    var boundaries: [Int] = []
    var digest: DigestHasher?
    for (index, piece) in pieces.enumerated() {
      let body = index == 0 && piece.grouped != nil ? group() : piece.body
      boundaries += body.boundaries.map { block.body.count + $0 }
      block.append(piece.entry, body: body.bytes, extras: piece.extras)
      for copy in piece.copyEntries { block.append(copy) }
      if let shared = piece.sharedSamples {
        if digest == nil { digest = DigestHasher() }
        digest?.update(shared[...])
      }
    }
    block.sharedDigest = digest.map { SampleDigest($0.finish()) }
    return PendingBlock(block: block, boundaries: boundaries, family: family)
  }

  /// Codes the latents of all pieces, which share one model and coder.
  private func group() -> SymbolStream {
    guard let first = pieces[0].grouped else { return .empty }
    return LatentGroup.encode(
      pieces.compactMap { piece in piece.grouped.map { ($0.symbols, $0.level) } },
      model: first.model, coder: first.coder)
  }
}

/// A full block, not yet compressed.
struct PendingBlock: Sendable {
  let block: Block
  let boundaries: [Int]
  let family: PackedPiece.Family

  /// Compresses the block at a level that its bytes justify.
  ///
  /// - Parameter version: the archive's
  func compressed(for version: FormatVersion) throws -> CompressedBlock {
    // The size field would be one in fifty bytes of a tiny picture.
    let omitting = if case .objects = family { version >= .learned } else { false }
    func compress(_ level: Int) throws -> CompressedBlock {
      try block.compressed(bodyLevel: level, boundaries: boundaries, omittingSizes: omitting)
    }
    // Of recoded files the headers compress, however little that is of the whole.
    if family == .recoded { return try compress(level) }
    let quick = try compress(1)
    // Data that level 1 hardly compresses, such as range-coded bytes, are incompressible.
    if quick.payload.count * 50 > (block.body.count + block.extras.count) * 49 { return quick }
    return try compress(level)
  }

  /// The highest level takes a second for some megabytes.
  private var level: Int {
    switch family {
    case .exact: 12
    case .table: block.body.count > 16 << 20 ? 12 : 19
    case .picture, .objects, .recoded: 19
    }
  }
}
