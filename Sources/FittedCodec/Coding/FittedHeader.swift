/// What precedes the coded weights and latents of a tile: the number of its start state, then the
/// steps of the seven groups of weights as −log2, four bits each, from the low bits up.
struct FittedHeader {
  var start: Int
  /// −log2 of the quantisation step of each group.
  var steps: [Int]

  static let size = 5
  /// −log2 of the finest step.
  static let finestStep = 15

  init(start: Int, steps: [Int]) {
    (self.start, self.steps) = (start, steps)
  }

  init(_ bytes: ArraySlice<UInt8>) throws(FittedError) {
    guard bytes.count >= Self.size else { throw .cutShort }
    let first = bytes.startIndex
    start = Int(bytes[first])
    let nibbles = bytes[first + 1..<first + 5].flatMap { [Int($0 & 15), Int($0 >> 4)] }
    guard nibbles[7] == 0 else { throw .reservedBits }
    steps = Array(nibbles.prefix(7))
  }

  var bytes: [UInt8] {
    var packed: UInt32 = 0
    for (k, step) in steps.enumerated() { packed |= UInt32(step) << (4 * k) }
    return [UInt8(start)] + (0..<4).map { UInt8(truncatingIfNeeded: packed >> (8 * $0)) }
  }
}
