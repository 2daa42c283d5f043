import Bytes
import Container
import Files

extension Sandbox {
  /// Writes `name`, what `change` makes of the bytes of `a.aez`.
  func damage(into name: String, _ change: (inout [UInt8]) -> Void) throws {
    var bytes = try content(of: "a.aez")
    change(&bytes)
    try write(bytes, to: name)
  }

  /// Writes `new.aez`, an archive of a major version to come.
  func makeNewer() throws {
    try damage(into: "new.aez") { bytes in
      bytes[8] += 1
      let sum = crc32(bytes[..<12])
      for index in 0..<4 { bytes[12 + index] = UInt8(truncatingIfNeeded: sum >> (8 * index)) }
    }
  }

  /// Writes `other.aez`, which is `a.aez` as if packed with a model nobody has.
  func makeUnknownModel() throws {
    let reader = try ArchiveReader(InputFile(path: Array("\(path)/a.aez".utf8)))
    let output = try OutputFile(path: Array("\(path)/other.aez".utf8), replacing: false)
    let model = ArchiveModel(name: "photo-9", digest: Digest(of: [9]))
    var writer = try ArchiveWriter(into: output, models: [model])
    for number in reader.blocks.indices {
      try writer.append(reader.readBlock(number).compressed(bodyLevel: 3, boundaries: []))
    }
    try writer.finish().commit()
  }
}
