import Networks
import Testing

@Suite struct SafeTensorsWriterTests {
  @Test func `what is written is read back, the same bytes every time`() throws {
    var writer = SafeTensorsWriter(metadata: ["format": "test", "note": "a \"quoted\" /é"])
    let values: [Float] = [0, -0.0, 1.5, .leastNonzeroMagnitude, -3e38, 1 / 3]
    writer.add("b/second", shape: [2, 3], values)
    writer.add("a.first", shape: [1], [7])
    let bytes = try writer.write()
    #expect(try writer.write() == bytes)
    let read = try SafeTensors(bytes)
    #expect(read.metadata == writer.metadata)
    #expect(read.names == ["b/second", "a.first"] && read.numberCount == 7)
    #expect(read.shape(of: "b/second") == [2, 3])
    #expect(try read.floats("b/second").map(\.bitPattern) == values.map(\.bitPattern))
    #expect(try read.floats("a.first") == [7])
    #expect(bytes[..<8].reduce(0) { $0 + Int($1) } > 0 && (bytes.count - 28) % 8 == 0)
  }

  @Test func `bytes are read as they were written, and other numbers are no bytes`() throws {
    var writer = SafeTensorsWriter()
    writer.add("file", shape: [3], bytes: [0, 255, 7])
    writer.add("number", shape: [1], [7])
    let read = try SafeTensors(writer.write())
    #expect(try read.bytes("file") == [0, 255, 7])
    #expect(throws: ModelError.missingTensor("none")) { try read.bytes("none") }
    #expect(throws: ModelError.wrongType(tensor: "number", expected: "U8", found: "F32")) {
      try read.bytes("number")
    }
  }

  @Test func `a header that takes long to read is refused`() throws {
    let header = Array("{}".utf8) + Array(repeating: UInt8(ascii: " "), count: 1 << 20)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    #expect(throws: ModelError.malformed("header of \(header.count)")) {
      try SafeTensors(length + header)
    }
  }
}
