import Aezip
import Files
import Images

/// Pictures as PNG files without metadata, in a scratch folder: what is packed to measure, so
/// that codecs are compared on nothing but samples.
package actor StagedPictures {
  private var folder: ScratchFolder?
  private var staged: [PictureFile] = []

  package init() {}

  /// A folder with the pictures by the names ``name(of:)`` gives.
  package func folder(of pictures: [PictureFile], jobs: Int) async throws -> [UInt8] {
    if let folder, staged.map(\.digest) == pictures.map(\.digest) {
      return folder.path(of: Self.name)
    }
    let folder = try ScratchFolder()
    try folder.makeFolder(Self.name)
    let memory = MemoryBudget()
    try await Pipeline.run(Array(pictures.indices), width: jobs) { index in
      try await memory.run(needing: pictures[index].cost) {
        let picture = Picture(image: try pictures[index].load(), format: .png)
        try folder.write(
          ImageFile.write(picture), to: Self.name(of: index),
          modified: Self.time(of: pictures[index]))
      }
    } consume: {
    }
    try folder.setTime(FileTime(seconds: Self.epoch), of: Self.name)
    (self.folder, staged) = (folder, pictures)
    return folder.path(of: Self.name)
  }

  private static let name = "p"

  /// The name in an archive of the picture at `index`.
  static func name(of index: Int) -> String { "\(name)/\(file(of: index))" }

  /// The name in the folder of the picture at `index`.
  package static func file(of index: Int) -> String { "\(index).png" }

  /// Some day in 2020.
  private static let epoch: Int64 = 1_600_000_000

  /// A time for a file: as costly to store as a camera's, and the same in every run.
  private static func time(of picture: PictureFile) -> FileTime {
    let noise = picture.digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return FileTime(
      seconds: epoch + Int64(noise % 100_000_000),
      nanoseconds: UInt32(noise >> 32) % 1_000_000_000)
  }
}
