import Bytes
import Container
import Entropy
import PictureCodec

/// Gathers pieces into blocks: many small ones together, a large one alone.
///
/// What a block holds depends on the pieces and their order only.
struct BlockBuilder {
  private var open: [PackedPiece.Family: OpenBlock] = [:]

  /// A block that is full at this many bytes of body. A damaged block takes all of its entries
  /// with it, a smaller one costs more beside its codes.
  private static func capacity(of family: PackedPiece.Family) -> Int {
    switch family {
    case .picture: 128 << 10
    case .objects: 64 << 10
    case .table: 256 << 10
    case .exact: 1 << 20
    }
  }

  private static let maximumEntries = 4096

  /// Takes a piece; gives the blocks that are full.
  mutating func append(_ piece: PackedPiece) -> [PendingBlock] {
    var full: [PendingBlock] = []
    let capacity = Self.capacity(of: piece.family)
    // A piece that is large in itself does not take others with it if it is damaged. The pieces
    // of one file must follow one another, so none may wait in an open block.
    let isAlone = piece.isPart || piece.body.bytes.count > capacity / 2
    if isAlone, open[piece.family] != nil { full.append(close(piece.family)) }
    open[piece.family, default: OpenBlock()].append(piece)
    let block = open[piece.family, default: OpenBlock()]
    if piece.isPart || block.isFull(capacity, entries: Self.maximumEntries) {
      full.append(close(piece.family))
    }
    return full
  }

  /// The blocks that never filled up.
  mutating func finish() -> [PendingBlock] {
    open.keys.sorted { $0.rank < $1.rank }.map { close($0) }
  }

  private mutating func close(_ family: PackedPiece.Family) -> PendingBlock {
    let block = open.removeValue(forKey: family) ?? OpenBlock()
    return block.closed(family)
  }
}

/// A block that still takes pieces.
private struct OpenBlock {
  private var pieces: [PackedPiece] = []
  private var bodyBytes = 0
  private var entryCount = 0
  /// What a reader of its groups must hold at once.
  private var samples = 0
  private var codes = 0

  /// Far below the format's limits, that readers need little memory.
  private static let (sampleLimit, codeLimit) = (1 << 22, 1 << 21)

  func isFull(_ capacity: Int, entries: Int) -> Bool {
    bodyBytes >= capacity || entryCount >= entries || samples >= Self.sampleLimit
      || codes >= Self.codeLimit
  }

  mutating func append(_ piece: PackedPiece) {
    pieces.append(piece)
    bodyBytes += piece.body.bytes.count
    entryCount += 1 + (piece.copies?.files.count ?? 0)
    if let grouped = piece.grouped {
      samples += grouped.model.shape.count
      codes += grouped.codes.count
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

  /// The codes of all pieces: blocks of objects have one model and one coder.
  private func group() -> CodeStream {
    guard let first = pieces[0].grouped else { return .empty }
    return LatentGroup.encode(
      pieces.compactMap { piece in piece.grouped.map { ($0.codes, $0.level) } },
      model: first.model, coder: first.coder)
  }
}

/// A full block, not yet compressed.
struct PendingBlock: Sendable {
  let block: Block
  let boundaries: [Int]
  let family: PackedPiece.Family

  /// Compresses the block as hard as its bytes are worth.
  ///
  /// - Parameter version: of the archive
  func sealed(for version: FormatVersion) throws -> CompressedBlock {
    // Where a picture is few bytes its size would be one in fifty of them.
    let omitting = if case .objects = family { version >= .learned } else { false }
    func seal(_ level: Int) throws -> CompressedBlock {
      try block.seal(bodyLevel: level, boundaries: boundaries, omittingSizes: omitting)
    }
    let quick = try seal(1)
    // What hardly gives way to level 1, such as range-coded bytes, has nothing left to give.
    if quick.payload.count * 50 > (block.body.count + block.extras.count) * 49 { return quick }
    return try seal(level)
  }

  /// The highest takes a second for some megabytes.
  private var level: Int {
    switch family {
    case .exact: 12
    case .table: block.body.count > 16 << 20 ? 12 : 19
    case .picture, .objects: 19
    }
  }
}
