/// Reads a deflate stream into blocks and tokens, and checks that it stands for given bytes.
struct DeflateParser {
  private let raw: [UInt8]
  private var reader: DeflateBitReader
  private var position = 0

  /// A stream that was read.
  struct Result {
    var blocks: [DeflateBlock]
    /// The unused bits of the byte in which the last block ends.
    var endBits: Int
    /// The number of bytes up to there.
    var byteCount: Int
  }

  /// Reads the stream that `stream` begins with.
  ///
  /// - Returns: nil if it is malformed, does not stand for exactly `raw`, or writes the length 258
  ///   in the way that no encoder does
  static func parse(_ stream: [UInt8], raw: [UInt8]) -> Result? {
    var parser = DeflateParser(raw: raw, reader: DeflateBitReader(stream))
    var blocks: [DeflateBlock] = []
    repeat {
      guard let block = parser.block() else { return nil }
      blocks.append(block)
    } while !blocks[blocks.count - 1].isFinal
    guard parser.position == raw.count else { return nil }
    let endBits = parser.reader.takePadding()
    return Result(blocks: blocks, endBits: endBits, byteCount: parser.reader.offset)
  }

  private mutating func block() -> DeflateBlock? {
    guard let isFinal = reader.take(1), let number = reader.take(2),
      let kind = DeflateBlock.Kind(rawValue: number)
    else { return nil }
    var block = DeflateBlock(kind: kind, isFinal: isFinal == 1)
    let start = position
    switch kind {
    case .stored:
      block.padding = reader.takePadding()
      guard let length = reader.take(16), reader.take(16) == length ^ 0xFFFF,
        length <= raw.count - position, let bytes = reader.takeBytes(length),
        bytes == raw[position..<position + length]
      else { return nil }
      position += length
    case .fixed:
      let (literals, distances) = DeflateTables.fixedLengths
      guard let tokens = tokens(literals, distances) else { return nil }
      block.tokens = tokens
    case .dynamic:
      guard let codes = codes(), let tokens = tokens(codes.literals, codes.distances) else {
        return nil
      }
      (block.codes, block.tokens) = (codes, tokens)
    }
    block.byteCount = position - start
    return block
  }

  private mutating func codes() -> DeflateCodes? {
    guard let literals = reader.take(5), let distances = reader.take(5),
      let runLengthCount = reader.take(4).map({ $0 + 4 }),
      literals <= 29, distances <= 29
    else { return nil }
    var codes = DeflateCodes()
    codes.runLengthCount = runLengthCount
    codes.runLengths = [UInt8](repeating: 0, count: DeflateTables.runSymbols)
    for symbol in DeflateTables.runOrder[..<runLengthCount] {
      guard let length = reader.take(3) else { return nil }
      codes.runLengths[symbol] = UInt8(length)
    }
    let count = literals + 257 + distances + 1
    guard let table = HuffmanCode.decodingTable(codes.runLengths) else { return nil }
    var lengths: [UInt8] = []
    while lengths.count < count {
      guard let run = run(table) else { return nil }
      guard run.symbol != 16 || !lengths.isEmpty, lengths.count + Int(run.count) <= count else {
        return nil
      }
      let length = run.symbol < 16 ? run.symbol : run.symbol == 16 ? lengths[lengths.count - 1] : 0
      lengths.append(contentsOf: repeatElement(length, count: Int(run.count)))
      codes.runs.append(run)
    }
    codes.literals = Array(lengths[..<(literals + 257)])
    codes.distances = Array(lengths[(literals + 257)...])
    return codes
  }

  private mutating func run(_ table: [UInt16]) -> CodeLengthRun? {
    guard let symbol = symbol(table) else { return nil }
    guard symbol >= 16 else { return CodeLengthRun(symbol: UInt8(symbol), count: 1) }
    guard let extra = reader.take(DeflateTables.runExtraBits[symbol - 16]) else { return nil }
    let count = UInt8(DeflateTables.runBases[symbol - 16] + extra)
    return CodeLengthRun(symbol: UInt8(symbol), count: count)
  }

  private mutating func tokens(_ literals: [UInt8], _ distances: [UInt8]) -> [DeflateToken]? {
    guard let literalTable = HuffmanCode.decodingTable(literals),
      let distanceTable = HuffmanCode.decodingTable(distances)
    else { return nil }
    var tokens: [DeflateToken] = []
    while let symbol = symbol(literalTable) {
      if symbol < DeflateTables.endOfBlock {
        guard position < raw.count, raw[position] == UInt8(symbol) else { return nil }
        tokens.append(.literal)
        position += 1
      } else if symbol == DeflateTables.endOfBlock {
        return tokens
      } else {
        guard let token = string(symbol - 257, distanceTable) else { return nil }
        tokens.append(token)
        position += Int(token.length)
      }
    }
    return nil
  }

  /// A string whose length symbol, less 257, was read.
  private mutating func string(_ lengthSymbol: Int, _ table: [UInt16]) -> DeflateToken? {
    guard lengthSymbol < DeflateTables.lengthBases.count,
      let lengthExtra = reader.take(DeflateTables.lengthExtraBits[lengthSymbol]),
      let symbol = symbol(table), symbol < DeflateTables.distanceSymbols,
      let extra = reader.take(DeflateTables.distanceExtraBits[symbol])
    else { return nil }
    let length = DeflateTables.lengthBases[lengthSymbol] + lengthExtra
    let distance = DeflateTables.distanceBases[symbol] + extra
    guard length < DeflateTables.longest || lengthExtra == 0,
      distance <= position, length <= raw.count - position
    else { return nil }
    for index in position..<position + length where raw[index] != raw[index - distance] {
      return nil
    }
    return DeflateToken(length: UInt16(length), distance: UInt16(distance))
  }

  @inline(__always)
  private mutating func symbol(_ table: [UInt16]) -> Int? {
    let entry = table[reader.peek(HuffmanCode.longest)]
    guard entry != 0, reader.take(Int(entry & 15)) != nil else { return nil }
    return Int(entry >> 4)
  }
}

extension DeflateTables {
  static var fixedLengths: (literals: [UInt8], distances: [UInt8]) {
    (fixedLiteralLengths, fixedDistanceLengths)
  }
}
