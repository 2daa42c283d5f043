import Bytes
import Container

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
    case .exact: 1 << 20
    }
  }

  private static let maximumEntries = 4096

  /// Takes a piece; gives the blocks that are full.
  mutating func append(_ piece: PackedPiece) -> [UnsealedBlock] {
    var full: [UnsealedBlock] = []
    let capacity = Self.capacity(of: piece.family)
    // A piece that is large in itself does not take others with it if it is damaged. The pieces
    // of one file must follow one another, so none may wait in an open block.
    let isAlone = piece.isPart || piece.body.bytes.count > capacity / 2
    if isAlone, open[piece.family] != nil { full.append(close(piece.family)) }
    open[piece.family, default: OpenBlock()].append(piece)
    let block = open[piece.family, default: OpenBlock()]
    if piece.isPart || block.count >= capacity || block.entries >= Self.maximumEntries {
      full.append(close(piece.family))
    }
    return full
  }

  /// The blocks that never filled up.
  mutating func finish() -> [UnsealedBlock] {
    [PackedPiece.Family.picture, .exact].compactMap { family in
      open[family] != nil ? close(family) : nil
    }
  }

  private mutating func close(_ family: PackedPiece.Family) -> UnsealedBlock {
    let block = open.removeValue(forKey: family) ?? OpenBlock()
    return block.closed(family)
  }
}

/// A block that still takes pieces.
private struct OpenBlock {
  private var block = Block()
  private var boundaries: [Int] = []
  private var samples = DigestHasher()
  private var hasShared = false

  var count: Int { block.body.count }
  var entries: Int { block.entries.count }

  mutating func append(_ piece: PackedPiece) {
    boundaries += piece.body.boundaries.map { block.body.count + $0 }
    block.append(piece.entry, body: piece.body.bytes, extras: piece.extras)
    if let shared = piece.sharedSamples {
      samples.update(shared[...])
      hasShared = true
    }
  }

  func closed(_ family: PackedPiece.Family) -> UnsealedBlock {
    var block = block
    if hasShared { block.sharedDigest = SampleDigest(samples.finish()) }
    return UnsealedBlock(block: block, boundaries: boundaries, family: family)
  }
}

/// A full block, not yet compressed.
struct UnsealedBlock: Sendable {
  let block: Block
  let boundaries: [Int]
  let family: PackedPiece.Family

  /// Compresses the block as hard as its bytes are worth.
  func sealed() throws -> SealedBlock {
    let quick = try block.seal(bodyLevel: 1, boundaries: boundaries)
    // What hardly gives way to level 1, such as range-coded bytes, has nothing left to give.
    if quick.payload.count * 50 > (block.body.count + block.extras.count) * 49 { return quick }
    return try block.seal(bodyLevel: family == .picture ? 19 : 12, boundaries: boundaries)
  }
}
