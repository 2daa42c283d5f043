import Bytes
import Entropy

/// What a deflate stream (RFC 1951) is beyond the bytes that it stands for.
///
/// A predictor imitates the encoder that wrote the stream; the record holds its parameters and what
/// it predicts wrongly. Format: `Formats/deflate-1.md`.
package enum DeflateRecord {
  /// Makes the record of a stream.
  ///
  /// - Parameters:
  ///   - stream: a deflate stream; bytes that follow it are kept too
  ///   - raw: the bytes that it stands for
  ///   - limit: the most bytes of the record; a twentieth of the stream's unless it is given
  /// - Returns: nil if the stream does not stand for exactly `raw`, or if its record would be above
  ///   the limit
  package static func encode(stream: [UInt8], raw: [UInt8], limit: Int? = nil) -> [UInt8]? {
    let limit = limit ?? stream.count / 20 + 64
    guard raw.count <= rawLimit, let parsed = DeflateParser.parse(stream, raw: raw) else {
      return nil
    }
    var blocks = parsed.blocks
    markFlushes(&blocks)
    let parameters = parameters(for: blocks, raw: raw)
    guard let decisions = encode(blocks[...], parameters, raw: raw, limit: limit) else {
      return nil
    }
    var writer = ByteWriter()
    writer.varint(stream.count)
    parameters.write(to: &writer)
    writer.fixed(UInt8(parsed.endBits))
    writer.varint(stream.count - parsed.byteCount)
    writer.append(stream[parsed.byteCount...])
    writer.append(decisions)
    let record = writer.bytes
    guard record.count <= limit else { return nil }
    let decoded = try? decode(record[...], raw: raw, limit: stream.count)
    return decoded == stream ? record : nil
  }

  /// The parameters with which the record is likely to be shortest.
  private static func parameters(for blocks: [DeflateBlock], raw: [UInt8]) -> DeflateParameters {
    let (best, isPoor) = DeflateParameters.best(for: blocks, raw: raw)
    guard isPoor else { return best }
    var count = 0
    let part = blocks.prefix { block in
      defer { count += block.byteCount }
      return count < trialBytes
    }
    var (fewest, chosen) = (Int.max, best)
    for candidate in [best] + DeflateParameters.optimal {
      let decisions = encode(part, candidate, raw: raw, limit: fewest)
      if let decisions, decisions.count < fewest { (fewest, chosen) = (decisions.count, candidate) }
    }
    return chosen
  }

  /// Blocks that begin before this byte are used to compare parameters.
  private static let trialBytes = 1 << 17

  private static func encode(
    _ blocks: ArraySlice<DeflateBlock>, _ parameters: DeflateParameters, raw: [UInt8], limit: Int
  ) -> [UInt8]? {
    var coder = DeflateRecordCoder(
      raw: raw, parameters: parameters, coder: BinaryRangeEncoder())
    for block in blocks {
      guard (try? coder.block(block)) != nil, coder.coder.count <= limit else { return nil }
    }
    return coder.coder.finishTrimmed()
  }

  /// Makes a stream from its record.
  ///
  /// Any record gives a stream or an error, in time that grows with the number of bytes.
  ///
  /// - Parameters:
  ///   - record: untrusted bytes
  ///   - raw: the bytes that the stream stands for
  ///   - limit: the most bytes of the stream
  package static func decode(
    _ record: ArraySlice<UInt8>, raw: [UInt8], limit: Int
  ) throws(DeflateRecordError) -> [UInt8] {
    guard raw.count <= rawLimit else { throw .malformed(part: "size") }
    var reader = ByteReader(record)
    let size = try number(&reader)
    guard size <= UInt64(max(limit, 0)) else { throw .aboveLimit(bytes: size, limit: limit) }
    let parameters = try DeflateParameters(from: &reader)
    let endBits = try number(&reader)
    let tail = try bytes(number(&reader), &reader)
    let decisions = try bytes(UInt64(reader.remaining), &reader)
    var coder = DeflateRecordCoder(
      raw: raw, parameters: parameters, coder: BinaryRangeDecoder(trimmed: decisions))
    var writer = DeflateBitWriter()
    var isFinal = false
    while !isFinal {
      let start = coder.predictor.position
      let block = try coder.block(nil)
      guard block.write(of: raw[start..<coder.predictor.position], to: &writer) else {
        throw .malformed(part: "codes of a block")
      }
      guard writer.bytes.count <= size else { throw .malformed(part: "size") }
      isFinal = block.isFinal
    }
    writer.append(UInt32(truncatingIfNeeded: endBits), bits: writer.padding)
    guard coder.predictor.position == raw.count, writer.bytes.count + tail.count == size else {
      throw .malformed(part: "size")
    }
    do throws(EntropyError) {
      try coder.coder.expectTrimmedEnd()
    } catch {
      throw .malformed(part: "end of the decisions")
    }
    return writer.bytes + tail
  }

  private static func number(
    _ reader: inout ByteReader
  ) throws(DeflateRecordError) -> UInt64 {
    do throws(BytesError) {
      return try reader.varint()
    } catch {
      throw .malformed(part: "\(error)")
    }
  }

  private static func bytes(
    _ count: UInt64, _ reader: inout ByteReader
  ) throws(DeflateRecordError) -> ArraySlice<UInt8> {
    do throws(BytesError) {
      return try reader.take(Int(clamping: count))
    } catch {
      throw .malformed(part: "\(error)")
    }
  }

  /// Positions are 32-bit numbers.
  private static let rawLimit = 1 << 30

  /// Finds the blocks before which an encoder was asked for all that it knew.
  private static func markFlushes(_ blocks: inout [DeflateBlock]) {
    var position = 0
    for index in blocks.indices {
      position += blocks[index].byteCount
      guard index + 1 < blocks.count else { break }
      let next = blocks[index + 1]
      let isMark = next.byteCount == 0 && !next.isFinal
      if blocks[index].kind != .stored, isMark { blocks[index].isFlushed = true }
      if index + 2 < blocks.count, isMark, next.kind == .stored {
        blocks[index + 1].forgets = forgets(blocks[(index + 2)...])
      }
    }
  }

  /// Whether no token of these blocks refers to what comes before them.
  private static func forgets(_ blocks: ArraySlice<DeflateBlock>) -> Bool {
    var position = 0
    for block in blocks {
      if block.kind == .stored { position += block.byteCount }
      for token in block.tokens {
        if Int(token.distance) > position { return false }
        position += Int(token.length)
      }
      if position > 1 << 15 { break }
    }
    return true
  }
}
