import CZlib
import ExactCodec
import Testing

@Suite struct ZlibRecordTests {
  @Test func `zlib streams come back with their header and checksum`() throws {
    let raw = DeflateSample.picture.bytes(20_000)
    let stream = ZlibSettings().compress(raw, wrapped: true)
    var wrong = stream
    wrong[stream.count - 1] ^= 1
    let short = [Array(stream.dropLast(2)), Array(stream.dropLast(4))]
    for stream in [stream, wrong, stream + [1, 2]] + short {
      let record = try #require(ZlibRecord.encode(stream: stream, raw: raw))
      #expect(record.count < 40)
      #expect(try ZlibRecord.decode(record[...], raw: raw, limit: stream.count) == stream)
      #expect(throws: DeflateRecordError.self) {
        try ZlibRecord.decode(record[...], raw: raw, limit: stream.count - 1)
      }
    }
  }

  @Test(arguments: 0..<5)
  func `short records are refused`(count: Int) {
    #expect(throws: DeflateRecordError.self) {
      try ZlibRecord.decode([UInt8](repeating: 1, count: count)[...], raw: [], limit: 100)
    }
  }

  @Test(arguments: 0..<7)
  func `short streams have no record`(count: Int) {
    #expect(ZlibRecord.encode(stream: Array(repeating: 0, count: count), raw: [1]) == nil)
  }
}
