import CZlib
import ExactCodec
import TestSupport
import Testing

@Suite struct DeflateRecordTests {
  @Test(arguments: DeflateSample.allCases, 0...9)
  func `streams of every level and strategy come back from short records`(
    sample: DeflateSample, level: Int
  ) throws {
    let raw = sample.bytes(12_000)
    for strategy in [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED] {
      let stream = ZlibSettings(level: Int32(level), strategy: strategy).compress(raw)
      let record = try #require(DeflateRecord.encode(stream: stream, raw: raw))
      #expect(record.count <= 40 + stream.count / 200, "strategy \(strategy)")
      #expect(try decoded(record, raw, stream.count) == stream)
    }
  }

  @Test(arguments: [DeflateSample.picture, .text], 1...9)
  func `streams of every memory level come back from short records`(
    sample: DeflateSample, memory: Int
  ) throws {
    let raw = sample.bytes(20_000)
    for level in [1, 6] {
      let stream = ZlibSettings(level: Int32(level), memory: Int32(memory)).compress(raw)
      let record = try #require(DeflateRecord.encode(stream: stream, raw: raw))
      #expect(record.count <= 60 + stream.count / 200, "level \(level)")
      #expect(try decoded(record, raw, stream.count) == stream)
    }
  }

  @Test(arguments: [DeflateSample.picture, .text], 9...15)
  func `streams of every window come back from short records`(
    sample: DeflateSample, bits: Int
  ) throws {
    let raw = sample.bytes(40_000)
    let stream = ZlibSettings(windowBits: Int32(bits)).compress(raw)
    let record = try #require(DeflateRecord.encode(stream: stream, raw: raw))
    #expect(record.count <= 60)
    #expect(try decoded(record, raw, stream.count) == stream)
  }

  @Test(arguments: [Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_PARTIAL_FLUSH, Z_BLOCK], [1, 6])
  func `flushed streams come back from short records`(flush: Int32, level: Int32) throws {
    for sample in [DeflateSample.picture, .text] {
      let raw = sample.bytes(20_000)
      let stream = ZlibSettings(level: level, flush: (flush, 6000)).compress(raw)
      let record = try #require(DeflateRecord.encode(stream: stream, raw: raw))
      #expect(record.count <= 120)
      #expect(try decoded(record, raw, stream.count) == stream)
    }
  }

  @Test(arguments: [0, 1, 2, 3, 4, 100])
  func `streams of few bytes come back`(count: Int) throws {
    for level in 0...9 {
      let raw = DeflateSample.flat.bytes(count)
      let stream = ZlibSettings(level: Int32(level)).compress(raw)
      let record = try #require(DeflateRecord.encode(stream: stream, raw: raw))
      #expect(try decoded(record, raw, stream.count) == stream)
    }
  }

  @Test(arguments: [DeflateSample.picture, .text], [0, 1, 6, 9, 10, 12])
  func `streams of an encoder that is not imitated come back from longer records`(
    sample: DeflateSample, level: Int
  ) throws {
    let raw = sample.bytes(12_000)
    let stream = libdeflateStream(raw, level: Int32(level))
    let record = try #require(
      DeflateRecord.encode(stream: stream, raw: raw, limit: stream.count / 4))
    #expect(try decoded(record, raw, stream.count) == stream)
    if level < 12 { #expect(DeflateRecord.encode(stream: stream, raw: raw, limit: 9) == nil) }
  }

  @Test func `bytes behind a stream and unused bits come back`() throws {
    let raw = DeflateSample.text.bytes(5000)
    var stream = ZlibSettings(strategy: Z_FIXED).compress(raw)
    // Seven bits end a block of fixed codes, so most streams leave some bits of the last byte.
    for last in [stream[stream.count - 1], stream[stream.count - 1] | 0x80] {
      stream[stream.count - 1] = last
      for tail: [UInt8] in [[], [0], [1, 2, 3]] {
        let whole = stream + tail
        let record = try #require(DeflateRecord.encode(stream: whole, raw: raw))
        #expect(try decoded(record, raw, whole.count) == whole)
      }
    }
  }

  @Test func `streams of other bytes, and no streams, have no record`() {
    let raw = DeflateSample.text.bytes(5000)
    let stream = ZlibSettings().compress(raw)
    var other = raw
    other[4000] ^= 1
    #expect(DeflateRecord.encode(stream: stream, raw: other) == nil)
    #expect(DeflateRecord.encode(stream: stream, raw: raw.dropLast()) == nil)
    #expect(DeflateRecord.encode(stream: stream, raw: raw + [0]) == nil)
    #expect(DeflateRecord.encode(stream: stream.dropLast(), raw: raw) == nil)
    #expect(DeflateRecord.encode(stream: [], raw: []) == nil)
    #expect(DeflateRecord.encode(stream: DeflateSample.noise.bytes(900), raw: raw) == nil)
  }

  @Test func `damaged streams have a record that brings them back, or none`() throws {
    var random = SplitMix64(seed: 5)
    let raw = DeflateSample.text.bytes(3000)
    let stream = ZlibSettings(memory: 1).compress(raw)
    for _ in 0..<40 {
      var damaged = stream
      damaged[Int.random(in: 0..<stream.count, using: &random)] ^=
        1 << UInt8.random(in: 0...7, using: &random)
      guard let record = DeflateRecord.encode(stream: damaged, raw: raw) else { continue }
      #expect(try decoded(record, raw, damaged.count) == damaged)
    }
  }

  private func decoded(_ record: [UInt8], _ raw: [UInt8], _ limit: Int) throws -> [UInt8] {
    try DeflateRecord.decode(record[...], raw: raw, limit: limit)
  }
}
