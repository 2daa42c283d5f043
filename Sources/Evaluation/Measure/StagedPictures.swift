import Aezip
import Files
import Images

/// PNG files of the pictures without metadata, in a scratch folder: the input of aezip and other
/// programs, so that codecs are compared on samples only.
package actor StagedPictures {
  private var folder: ScratchFolder?
  private var staged: [PictureFile] = []

  package init() {}

  /// Writes the pictures into a folder, by the names of ``name(of:)``, unless they are there.
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

  /// A day in 2020.
  private static let epoch: Int64 = 1_600_000_000

  /// A time stamp that costs as many bytes as a camera's, and is the same in every run.
  private static func time(of picture: PictureFile) -> FileTime {
    let noise = picture.digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return FileTime(
      seconds: epoch + Int64(noise % 100_000_000),
      nanoseconds: UInt32(noise >> 32) % 1_000_000_000)
  }
}
