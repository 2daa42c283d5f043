import Bytes
import Testing

@Suite struct ZstdFrameTests {
  static let sample = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 / 97) }

  @Test(arguments: [0, 1, 1000, 300_000])
  func `content comes back whatever its length`(count: Int) throws {
    let content = Self.sample.prefix(count)
    let frame = try ZstdFrame.compress(content, level: 3)
    #expect(try ZstdFrame.decompress(frame[...], limit: count) == Array(content))
  }

  @Test func `forced block boundaries do not change the content`() throws {
    let frame = try ZstdFrame.compress(
      Self.sample[...], level: 19, boundaries: [0, 5, 5, 100_000, 300_000])
    #expect(try ZstdFrame.decompress(frame[...], limit: 300_000) == Self.sample)
  }

  @Test(arguments: [0, 1000, 300_000])
  func `whether a frame is longer than a limit is told of one read piece by piece`(
    count: Int
  ) throws {
    let content = Array(Self.sample.prefix(count))
    let size = try ZstdFrame.compress(content[...], level: 3).count
    #expect(try !ZstdFrame.takes(moreThan: size + 100, for: content, level: 3))
    #expect(try ZstdFrame.takes(moreThan: size * 9 / 10, for: content, level: 3))
  }

  @Test func `a frame larger than allowed is refused before it is unpacked`() throws {
    let frame = try ZstdFrame.compress(Self.sample[...], level: 1)
    #expect(throws: ZstdError.tooLarge(declared: 300_000, limit: 299_999)) {
      try ZstdFrame.decompress(frame[...], limit: 299_999)
    }
  }

  @Test func `cut, changed or doubled frames are refused`() throws {
    let frame = try ZstdFrame.compress(Self.sample[...], level: 1)
    var changed = frame
    changed[frame.count / 2] ^= 1
    let bad: [ArraySlice<UInt8>] = [
      frame.dropLast(), changed[...], (frame + frame)[...], [1, 2, 3], [],
    ]
    for bad in bad {
      #expect(throws: ZstdError.self) { try ZstdFrame.decompress(bad, limit: 1 << 20) }
    }
  }
}
