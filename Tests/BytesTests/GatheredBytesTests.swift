import Bytes
import Testing

@Suite struct GatheredBytesTests {
  @Test func `any range reads as if all pieces were one`() throws {
    var gathered = GatheredBytes()
    var whole: [UInt8] = []
    #expect(try gathered.read(at: 0, count: 0) == [])
    for length in [3, 0, 1, 7, 2] {
      let piece = (0..<length).map { UInt8(whole.count + $0) }
      gathered.append(piece)
      whole += piece
    }
    for start in 0...whole.count {
      for end in start...whole.count {
        #expect(try gathered.read(at: start, count: end - start) == Array(whole[start..<end]))
      }
    }
    #expect(throws: BytesError.truncated(offset: 12, needed: 2, available: 1)) {
      try gathered.read(at: 12, count: 2)
    }
  }
}
