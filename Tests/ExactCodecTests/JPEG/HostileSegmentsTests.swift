import ExactCodec
import Testing

/// Packed segments, other than those of Huffman tables, of no file.
@Suite struct HostileSegmentsTests {
  private static let quantisation: [UInt8] = [0xFF, 0xDB, 0, 0, 2, 0, 50, 5, 50]
  private static let frame: [UInt8] = [0xFF, 0xC0, 0, 0, 4, 0, 43, 0, 61]
  private static let scan: [UInt8] = [0xFF, 0xDA, 0, 0]

  private static func headers(
    _ segments: [UInt8] = quantisation, frame: [UInt8] = frame, scan: [UInt8] = scan
  ) -> [[UInt8]] {
    let start: [UInt8] = [0xFF, 0xD8]
    return [start + segments + frame + SampleJPEG.escape([0x00, 0x10, 0x41, 0x51]) + scan]
  }

  /// Whether packed headers are accepted; they must be so by all that read them.
  private func accepts(_ packed: [[UInt8]]) throws -> Bool {
    do throws(JPEGError) {
      let headers = try HeaderPacking.unpack(packed, record: RepairRecord(), planes: nil)
      #expect(try !HeaderPacking.needsCoefficients(packed))
      let frame = try HeaderPacking.frame(packed)
      #expect(try HeaderPacking.frame(headers) == frame)
      let again = HeaderPacking.pack(headers)
      #expect(try HeaderPacking.unpack(again, record: RepairRecord(), planes: nil) == headers)
      return true
    } catch {
      let parts = ["packed headers", "headers", "headers without coefficients"]
      #expect(parts.contains { error == .malformed(part: $0) })
      return false
    }
  }

  @Test func `quantisation tables`() throws {
    for byte in 0...255 as ClosedRange<UInt8> {
      let first = Self.headers(Self.quantisation + [0xFF, 0xDB, 0, 0, 1, byte, 50])
      #expect(try accepts(first) == (byte < 8))
      let second = Self.headers(Self.quantisation + [0xFF, 0xDB, 0, 0, 1, 5, byte])
      #expect(try accepts(second) == (1...100).contains(byte))
    }
    #expect(try !accepts(Self.headers(Self.quantisation + [0xFF, 0xDB, 0, 0, 0])))
    for count in 2...255 as ClosedRange<UInt8> {
      let bytes = [0xFF, 0xDB, 0, 0, count] + Array(repeating: 1, count: 2 * Int(count))
      #expect(try accepts(Self.headers(Self.quantisation + bytes)))
      #expect(try !accepts([[0xFF, 0xD8] + bytes.dropLast()]))
    }
  }

  @Test func `only so many tables`() throws {
    let full: [UInt8] = [0xFF, 0xDB, 0, 0, 255] + Array(repeating: 1, count: 510)
    let most = Self.quantisation + Array(repeating: full, count: 8).flatMap { $0 }
    // Two tables go before, and four Huffman tables follow.
    #expect(try accepts(Self.headers(most)))
    #expect(try accepts(Self.headers(most + [0xFF, 0xDB, 0, 0, 2] + full[5..<9])))
    #expect(try !accepts(Self.headers(most + [0xFF, 0xDB, 0, 0, 3] + full[5..<11])))
    // What is too much is kept.
    let unpacked = try HeaderPacking.unpack(
      Self.headers(most), record: RepairRecord(), planes: nil)
    var more = unpacked
    more[0].insert(contentsOf: unpacked[0][136..<136 + 2 * (4 + 255 * 65)], at: 136)
    #expect(more[0].count > unpacked[0].count + 33_000)
    let packed = HeaderPacking.pack(more)
    #expect(packed[0].count < 40_000)
    #expect(try accepts(packed))
  }

  @Test func `JFIF segments`() throws {
    for byte in 0...255 as ClosedRange<UInt8> {
      let short = Self.headers([0xFF, 0xE0, 0, 0, byte] + Self.quantisation)
      #expect(try byte == 255 || accepts(short) == (byte < 48))
      let long = Self.headers([0xFF, 0xE0, 0, 0, 255, 9, byte, 1, 2, 3, 4] + Self.quantisation)
      let isUnit = byte & 0x7F < 3
      // Two bytes too many are passed over.
      #expect(try accepts(long) == isUnit)
    }
  }

  @Test func `frames`() throws {
    for byte in 0...255 as ClosedRange<UInt8> {
      let packed = Self.headers(frame: [0xFF, 0xC1, 0, 0, byte, 0, 43, 0, 61])
      #expect(try accepts(packed) == (byte < 6))
      // No such frames are packed.
      let other = Self.headers(frame: [0xFF, byte, 0, 0, 4, 0, 43, 0, 61])
      #expect(try accepts(other) == (byte == 0xC0 || byte == 0xC1))
    }
    #expect(try !accepts(Self.headers(frame: [0xFF, 0xC0, 0, 0, 4, 0, 0, 0, 61])))
    #expect(try !accepts(Self.headers(frame: Self.frame + Self.frame)))
  }

  @Test func `scans`() throws {
    let progressive: [UInt8] = [0xFF, 0xC2] + Self.frame[2...]
    let grey: [UInt8] = [0xFF, 0xC2, 0, 0, 0] + Self.frame[5...]
    for byte in 0...255 as ClosedRange<UInt8> {
      let scan: [UInt8] = [0xFF, 0xDA, 0, 1, byte]
      #expect(try !accepts(Self.headers(scan: scan)))
      // The first scan refines nothing.
      let isFirst = byte == 0 || (8..<20).contains(byte) && byte & 3 < 3
      #expect(try accepts(Self.headers(frame: progressive, scan: scan)) == isFirst)
      #expect(
        try accepts(Self.headers(frame: grey, scan: scan)) == (isFirst && byte & 3 == 0))
    }
    #expect(try !accepts(Self.headers(frame: progressive)))
    #expect(try !accepts(Self.headers(scan: [0xFF, 0xDA, 0, 1])))
    #expect(try !accepts(Self.headers(scan: Self.scan + [0])))
    #expect(try !accepts(Self.headers(frame: [])))
    // No scan is packed in a frame of two components.
    let two: [UInt8] = [0xFF, 0xC0, 0, 14, 8, 0, 43, 0, 61, 2, 1, 0x22, 0, 2, 0x11, 1]
    #expect(try !accepts(Self.headers(frame: two)))
  }

  @Test func `headers that are cut short`() throws {
    let packed = Self.headers([0xFF, 0xE0, 0, 0, 255, 9, 0x81, 1, 2, 3, 4] + Self.quantisation)
    #expect(try accepts(packed))
    for count in 0..<packed[0].count {
      #expect(try !accepts([Array(packed[0].prefix(count))]))
    }
  }

  @Test func `headers with bits flipped`() throws {
    let packed = Self.headers([0xFF, 0xE0, 0, 0, 255, 9, 0x81, 1, 2, 3, 4] + Self.quantisation)
    let headers = try HeaderPacking.unpack(packed, record: RepairRecord(), planes: nil)
    var count = 0
    for whole in [packed[0], headers[0]] {
      for index in whole.indices {
        for bit in 0..<8 as Range<UInt8> {
          var damaged = whole
          damaged[index] ^= 1 << bit
          if try accepts([damaged]) { count += 1 }
        }
      }
    }
    #expect(count > 500)
  }
}
