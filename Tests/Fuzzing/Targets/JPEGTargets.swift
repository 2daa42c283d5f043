import Bytes
import ExactCodec

extension FuzzTarget {
  /// A JPEG file that is taken apart: what comes of it is put together again as the same file.
  static let jpegParts = FuzzTarget(
    name: "jpeg-parts", seeds: { try $0.pictures(.jpeg) }
  ) { input in
    guard let split = try? SplitJPEG(reading: input, coefficientLimit: 1 << 20) else { return }
    guard (try? split.write()) == input else {
      return expect(false, "a file that is taken apart comes back")
    }
    guard let record = try? RepairRecord(parsing: split.rest.record.bytes[...]) else {
      return expect(false, "a record can be read again")
    }
    expect(record == split.rest.record, "a record comes back")
    for mayCompute in [false, true] {
      let packed = HeaderPacking.pack(split, mayCompute: mayCompute)
      let headers = try? HeaderPacking.unpack(
        packed, record: split.rest.record, planes: split.planes)
      expect(headers == split.rest.headers, "headers come back")
    }
  }

  /// The size of a file in two bytes, and its body.
  static let jpegBody = FuzzTarget(
    name: "jpeg-body",
    seeds: { vectors in
      try vectors.pictures(.jpeg).compactMap { file in
        guard file.count < 1 << 16, case .body(let body) = coder.encode(file) else { return nil }
        return [UInt8(file.count >> 8), UInt8(file.count & 255)] + body
      }
    }
  ) { input in
    guard input.count > 2 else { return }
    let size = Int(input[0]) << 8 | Int(input[1])
    guard
      let decoder = try? JPEGFileDecoder(
        input[2...], size: size, memoryLimit: 1 << 26, threads: 1)
    else { return }
    decodeOrRefuse(decoder, size: size)
  }

  /// Decodes a file of so many bytes.
  static func decodeOrRefuse(_ decoder: some ExactFileDecoder, size: Int) {
    var count = 0
    do {
      while let bytes = try decoder.next() {
        count += bytes.count
        expect(count <= size, "a file has no more bytes than it should")
      }
    } catch { return }
    expect(count == size, "a file that is decoded has all its bytes")
  }

  private static let coder = JPEGFileCoder(effort: 3, threads: 1)
}
