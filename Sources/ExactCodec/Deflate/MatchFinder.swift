/// Finds strings that occurred before by hash chains, as in zlib.
///
/// All positions whose three or four bytes have the same hash are in one chain, the last one first.
struct MatchFinder {
  /// A string before a position.
  struct Match: Equatable {
    var length = 0
    var distance = 0
  }

  let raw: [UInt8]
  let parameters: DeflateParameters
  /// Strings begin here or later.
  var earliest: Int
  /// The steps of searches so far.
  private(set) var steps = 0

  /// The last position of each chain; −1 if it has none.
  private var heads: [Int32]
  /// For each of the last 32768 positions the one before in its chain.
  private var previous: [Int32]
  private let shift: UInt32
  /// The number of bytes that are hashed.
  private let hashedBytes: Int

  init(raw: [UInt8], parameters: DeflateParameters) {
    self.raw = raw
    self.parameters = parameters
    earliest = parameters.usesFirst ? 0 : 1
    hashedBytes = parameters.hashesFour ? 4 : 3
    let hashBits = parameters.hashesFour ? 16 : parameters.hashBits
    heads = Array(repeating: -1, count: 1 << hashBits)
    previous = Array(repeating: -1, count: Self.ringSize)
    shift = UInt32((parameters.hashBits + 2) / 3)
  }

  private static let ringSize = 1 << 15

  /// Notes a position in its chain. The last positions have too few bytes for it.
  @inline(__always)
  mutating func insert(_ position: Int) {
    guard position + hashedBytes <= raw.count else { return }
    let index = hash(position)
    previous[position & (Self.ringSize - 1)] = heads[index]
    heads[index] = Int32(truncatingIfNeeded: position)
  }

  @inline(__always)
  private func hash(_ position: Int) -> Int {
    let (first, second) = (UInt32(raw[position]), UInt32(raw[position + 1]))
    let third = UInt32(raw[position + 2])
    guard hashedBytes == 4 else {
      return Int(first << (2 * shift) ^ second << shift ^ third) & (heads.count - 1)
    }
    let bytes = first | second << 8 | third << 16 | UInt32(raw[position + 3]) << 24
    return Int((bytes &* 2_654_435_761) >> 16)
  }

  /// The longest string before a noted position, the nearest of those; nil if none is longer than
  /// `known`.
  ///
  /// - Parameters:
  ///   - known: at least 2; the search is shorter if it is good
  ///   - end: the first byte that the encoder does not see
  mutating func longest(at position: Int, known: Int, end: Int) -> Match? {
    let available = min(end - position, DeflateTables.longest)
    guard known < available, position + hashedBytes <= raw.count else { return nil }
    var candidate = Int(previous[position & (Self.ringSize - 1)])
    // The first candidate may be one byte farther than all others.
    guard candidate >= earliest, position - candidate <= parameters.farthest else { return nil }
    let nearest = max(position - parameters.farthest + 1, earliest)
    let nice = min(parameters.nice, available)
    var rest = known >= parameters.good ? parameters.chain >> 2 : parameters.chain
    var (best, start, steps) = (known, -1, 0)
    let stopsEarly = parameters.stopsEarly
    unsafe raw.withUnsafeBufferPointer { raw in
      unsafe previous.withUnsafeBufferPointer { previous in
        let base = unsafe UnsafeRawPointer(raw.baseAddress!)
        repeat {
          let isLikely =
            unsafe raw[candidate + best] == raw[position + best]
            && raw[candidate + best - 1] == raw[position + best - 1]
            && raw[candidate] == raw[position] && raw[candidate + 1] == raw[position + 1]
          steps += 1
          if isLikely {
            let length = unsafe Self.common(base, candidate, position, available)
            steps += length >> 3
            if length > best {
              (best, start) = (length, candidate)
              if length >= nice { break }
            } else if stopsEarly, unsafe Self.looksLonger(base, candidate, position, best) {
              break
            }
          }
          candidate = unsafe Int(previous[candidate & (Self.ringSize - 1)])
          rest -= 1
        } while candidate >= nearest && rest > 0
      }
    }
    self.steps += steps
    return start < 0 ? nil : Match(length: best, distance: position - start)
  }

  /// Appends the strings before a noted position that are longer than every nearer one.
  ///
  /// - Parameters:
  ///   - known: appends only longer strings; the length of the longest one afterwards
  ///   - isShort: ends with the first string
  mutating func appendStrings(
    at position: Int, end: Int, longerThan known: inout Int, isShort: Bool,
    to matches: inout [DeflateToken]
  ) {
    let available = min(end - position, DeflateTables.longest)
    guard known < available, position + hashedBytes <= raw.count else { return }
    var candidate = Int(previous[position & (Self.ringSize - 1)])
    let nearest = max(position - parameters.farthest, earliest)
    let chain = isShort ? Self.shortChain : parameters.chain
    let nice = min(parameters.nice, available)
    var (rest, length, count) = (chain, known, 0)
    unsafe raw.withUnsafeBytes { raw in
      unsafe previous.withUnsafeBufferPointer { previous in
        let base = raw.baseAddress!
        while candidate >= nearest, rest > 0 {
          if unsafe raw[candidate + length] == raw[position + length] {
            let common = unsafe Self.common(base, candidate, position, available)
            if common > length {
              length = common
              // Strings of middle lengths make way if there are too many.
              if count == Self.stringLimit { matches.removeLast() } else { count += 1 }
              matches.append(
                DeflateToken(length: UInt16(common), distance: UInt16(position - candidate)))
              if common >= nice || isShort { break }
            }
          }
          candidate = unsafe Int(previous[candidate & (Self.ringSize - 1)])
          rest -= 1
        }
      }
    }
    steps += chain - rest
    known = length
  }

  private static let shortChain = 16
  private static let stringLimit = 8

  /// The strings of at least `length` bytes before a noted position, from the nearest on, until
  /// `isWanted` accepts one.
  ///
  /// - Returns: how many were not accepted, and the accepted one
  mutating func candidate(
    at position: Int, length: Int, isWanted: (_ rank: Int, _ distance: Int) -> Bool
  ) -> (rank: Int, distance: Int)? {
    guard position + hashedBytes <= raw.count, length <= raw.count - position else {
      return nil
    }
    var candidate = Int(previous[position & (Self.ringSize - 1)])
    var (rank, rest) = (0, DeflateParameters.chainLimit)
    while candidate >= earliest, position - candidate < Self.ringSize, rest > 0 {
      steps += 1 + length >> 3
      let common = unsafe raw.withUnsafeBytes { raw in
        unsafe Self.common(raw.baseAddress!, candidate, position, length)
      }
      if common >= length {
        if isWanted(rank, position - candidate) { return (rank, position - candidate) }
        rank += 1
      }
      candidate = Int(previous[candidate & (Self.ringSize - 1)])
      rest -= 1
    }
    return nil
  }

  /// Whether two strings agree in their first bytes and in those around index `best`.
  private static func looksLonger(
    _ base: UnsafeRawPointer, _ first: Int, _ second: Int, _ best: Int
  ) -> Bool {
    let width = best < 4 ? 2 : best < 8 ? 4 : 8
    let end = best + 1 - width
    return unsafe common(base, first, second, width) == width
      && common(base, first + end, second + end, width) == width
  }

  /// The number of equal bytes from two positions on, at most `limit`.
  @inline(__always)
  private static func common(
    _ base: UnsafeRawPointer, _ first: Int, _ second: Int, _ limit: Int
  ) -> Int {
    var length = 0
    while length + 8 <= limit {
      let one = unsafe base.loadUnaligned(fromByteOffset: first + length, as: UInt64.self)
      let other = unsafe base.loadUnaligned(fromByteOffset: second + length, as: UInt64.self)
      let difference = UInt64(littleEndian: one ^ other)
      if difference != 0 { return length + (difference.trailingZeroBitCount >> 3) }
      length += 8
    }
    while length < limit,
      unsafe base.load(fromByteOffset: first + length, as: UInt8.self)
        == base.load(fromByteOffset: second + length, as: UInt8.self)
    { length += 1 }
    return length
  }
}
