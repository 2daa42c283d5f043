import FittedCodec
import Testing

@Suite struct HostileBytesTests {
  private func outcome(_ bytes: [UInt8], width: Int, height: Int) -> FittedError? {
    do {
      _ = try FittedTile.decode(bytes[...], width: width, height: height)
      return nil
    } catch {
      return error
    }
  }

  @Test func `headers out of bounds are refused`() throws {
    let bytes = try tileBytes(drawnPicture(20, 20))
    #expect(outcome([], width: 20, height: 20) == .cutShort)
    #expect(outcome(Array(bytes.prefix(4)), width: 20, height: 20) == .cutShort)
    func changed(_ at: Int, _ to: UInt8) -> FittedError? {
      var copy = bytes
      copy[at] = to
      return outcome(copy, width: 20, height: 20)
    }
    #expect(changed(0, 99) == .unknownStart(99))
    #expect(changed(4, 0xFF) == .reservedBits)
  }

  @Test func `streams that go on are refused`() throws {
    let bytes = try tileBytes(drawnPicture(40, 40), steps: 20, lambda: 1e-4)
    #expect(outcome(bytes, width: 40, height: 40) == nil)
    #expect(outcome(bytes + [0, 0, 0, 0, 0, 0, 0, 1], width: 40, height: 40) == .malformedEnd)
  }

  @Test func `lengths of tiles that leave the body are refused`() throws {
    let body = [200, 1] + [UInt8](repeating: 0, count: 30)
    #expect(throws: FittedError.cutShort) {
      try FittedRows(body[...], width: 2561, height: 8, channels: 3)
    }
    #expect(throws: FittedError.cutShort) {
      try FittedRows([0, 0, 0], width: 100_000, height: 8, channels: 3)
    }
  }

  @Test func `random changes never trap`() throws {
    let bytes = try tileBytes(drawnPicture(50, 34), steps: 20, lambda: 1e-4)
    var random = FittedRandom(seed: 2)
    for _ in 0..<300 {
      var copy = bytes
      for _ in 0..<1 + Int(random.next() % 5) {
        copy[Int(random.next() % UInt64(copy.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      if random.next() % 4 == 0 { copy.removeLast(Int(random.next() % UInt64(copy.count))) }
      _ = outcome(copy, width: 50, height: 34)
    }
  }

  @Test func `random streams never trap`() {
    var random = FittedRandom(seed: 3)
    for _ in 0..<300 {
      var bytes = (0..<205).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      (bytes[0], bytes[4]) = (bytes[0] % 3, bytes[4] & 15)
      _ = outcome(bytes, width: 30, height: 25)
    }
  }
}
