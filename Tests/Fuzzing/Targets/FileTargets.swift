import Bytes
import Images
import Tables

extension FuzzTarget {
  /// IDX, NPY and CSV files, by gzip or not.
  static let tableFile = FuzzTarget(
    name: "table-file",
    seeds: { vectors in
      try vectors.originals().filter { (try? TableFile($0, name: tableName)) != nil }
        + vectors.tables() + texts
    }
  ) { input in
    guard let file = try? TableFile(input, name: tableName, limit: 1 << 20) else { return }
    expect(
      file.table.numbers(of: file.table.count - 1).count == file.table.numbersPerSample,
      "an object has as many numbers as its axes")
    _ = file.table.unitScale
    let again = try? TableFile(file.write(), name: tableName)
    expect(again?.table == file.table, "a table that is read can be written and read again")
  }

  private static let tableName = Array("a.csv".utf8)

  private static let texts = [
    "a,\"b, c\"\r\n1,2.5\r\n\"3\",-4e3\r\n5,6\r\n", "1;2\n3;4\n-5;1234567890123\n",
    "x\ty\n0.5\t-1\n2\t.25\n",
  ].map { Array($0.utf8) }

  /// A file that the archiver may take for a table, packed and back.
  static let tablePacking = FuzzTarget(
    name: "table-packing", seeds: { try $0.tables().map { Array($0.prefix(4096)) } + longTexts }
  ) { input in
    let names = [[], tableName]
    for name in names {
      guard let candidate = TableCandidate(input, name: name) else { continue }
      for (error, learns) in [(0.0, false), (0.5, true)] {
        guard let coded = CodedTable.encode(candidate, error: error, learns: learns) else {
          continue
        }
        let file = try? TableForm.decode(coded.body.bytes[...], size: input.count)
        expect(file == coded.decoded, "a table decodes to what the encoder says")
        expect(coded.maximumError > 0 || file == input, "a table comes back byte for byte")
      }
    }
  }

  private static let longTexts = [
    (0..<60).map { "\($0),\($0 * $0),-0.\($0 % 9)5\n" }.joined(),
    "x;y\r\n" + (0..<60).map { "\($0 % 7);1\($0).5\r\n" }.joined(),
  ].map { Array($0.utf8) }

  static let png = FuzzTarget(
    name: "png", seeds: { try $0.pictures(.png) }, mutate: { changedPNG($0, $1) },
    run: readOrRefuse)

  static let jpeg = FuzzTarget(
    name: "jpeg", seeds: { try $0.pictures(.jpeg) }, run: readOrRefuse)

  private static let readOrRefuse: @Sendable ([UInt8]) -> Void = { input in
    guard let picture = try? ImageFile.read(input) else { return }
    let image = picture.image
    expect(
      image.samples.count == image.pixelCount * image.channels.count, "all samples are there")
    guard image.pixelCount <= 1 << 16, let file = try? ImageFile.write(picture) else { return }
    guard let again = try? ImageFile.read(file) else {
      return expect(false, "a picture that is read can be written and read again")
    }
    expect(again.metadata == picture.metadata, "metadata come back")
    expect(picture.format == .jpeg || again.image == image, "samples of a PNG come back")
  }

  /// A PNG changed anywhere, the checksums of its chunks sound.
  private static func changedPNG(_ file: [UInt8], _ mutation: Mutation) -> [UInt8]? {
    var file = mutation.changed(file)
    var offset = 8
    while offset + 12 <= file.count {
      let length = file[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = offset + 8 + length
      guard end + 4 <= file.count else { break }
      let sum = crc32(file[offset + 4..<end])
      for step in 0..<4 {
        file[end + step] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * step))
      }
      offset = end + 4
    }
    return file
  }

  /// A picture's metadata as an archive has them.
  static let metadata = FuzzTarget(
    name: "metadata",
    seeds: { vectors in
      try vectors.blocks().flatMap { block in
        block.entries.indices.map { Array(block.extras(at: $0)) }.filter { !$0.isEmpty }
      }
    }
  ) { input in
    var reader = ByteReader(input)
    guard let metadata = try? ImageMetadata(parsing: &reader) else { return }
    var writer = ByteWriter()
    metadata.write(to: &writer)
    expect(writer.bytes[...] == input.prefix(reader.offset), "metadata are written as they were")
  }
}
