import CZlib
import ExactCodec
import TestSupport
import Testing

@Suite struct HostileDeflateRecordTests {
  @Test(arguments: [DeflateSample.picture, .text])
  func `hostile records give a stream or an error, and never trap`(sample: DeflateSample) throws {
    var random = SplitMix64(seed: 3)
    let raw = sample.bytes(2500)
    let settings = [
      ZlibSettings(level: 0), ZlibSettings(level: 1, memory: 1),
      ZlibSettings(level: 6, flush: (Z_FULL_FLUSH, 900)),
      ZlibSettings(level: 9, strategy: Z_FILTERED),
    ]
    for settings in settings {
      let stream = settings.compress(raw)
      let record = try #require(DeflateRecord.encode(stream: stream, raw: raw))
      for _ in 0..<60 {
        var hostile = record
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          hostile[Int.random(in: 2..<hostile.count, using: &random)] = UInt8(
            truncatingIfNeeded: random.next())
        }
        if random.next() % 4 == 0 {
          hostile.removeLast(Int.random(in: 0..<hostile.count, using: &random))
        }
        let decoded = try? DeflateRecord.decode(hostile[...], raw: raw, limit: 20_000)
        #expect((decoded?.count ?? 0) <= 20_000)
      }
    }
  }

  @Test func `random decisions of every kind of search never trap`() throws {
    var random = SplitMix64(seed: 9)
    let raw = DeflateSample.text.bytes(2500)
    for search in 0..<256 {
      for _ in 0..<2 {
        var record: [UInt8] = [0xC4, 0x13]
        record += [UInt8(search), UInt8.random(in: 0...0x78, using: &random)]
        record += [8, 16, 100, 20, 0xFF, 0x7F, 3, 0xFF, 0x7F, 0, 0]
        record += (0..<600).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        _ = try? DeflateRecord.decode(record[...], raw: raw, limit: 2500)
      }
    }
  }

  @Test func `streams above the limit are refused`() throws {
    let raw = DeflateSample.text.bytes(4000)
    let stream = ZlibSettings().compress(raw)
    let record = try #require(DeflateRecord.encode(stream: stream, raw: raw))
    #expect(
      throws: DeflateRecordError.aboveLimit(
        bytes: UInt64(stream.count), limit: stream.count - 1)
    ) {
      try DeflateRecord.decode(record[...], raw: raw, limit: stream.count - 1)
    }
  }

  @Test func `records with other bytes give an error or another stream`() throws {
    let raw = DeflateSample.text.bytes(4000)
    let stream = ZlibSettings().compress(raw)
    let record = try #require(DeflateRecord.encode(stream: stream, raw: raw))
    for other in [DeflateSample.noise.bytes(4000), DeflateSample.flat.bytes(300), []] {
      let decoded = try? DeflateRecord.decode(record[...], raw: other, limit: 100_000)
      #expect(decoded != stream)
    }
  }
}
