import Aezip
import Bytes
import Container
import Images

/// Files and the archives that the encoder must write for them: `encoder-pinned/`.
enum PinnedVectors {
  static let cases: [(name: String, change: @Sendable (inout PackOptions) -> Void)] = [
    ("prior-75", { _ in }),
    (
      "zstd-40",
      {
        $0.quality = 40
        $0.coder = .zstd
      }
    ),
    ("lossless", { $0.lossless = true }),
    ("objects-50", { ($0.model, $0.quality) = (objects, 50) }),
    ("tiny-model-100", { ($0.model, $0.quality) = (TinyModel.file, 100) }),
  ]

  /// The version of zstd the archives were written with.
  static let libraryFile = "library.txt"

  /// A model of grey pictures of 40×40, the shape of tiny.png.
  private static let objects = TinySamples.file(
    shape: "40x40x1", latents: 8,
    decoder: [
      .init("dense:25", weights: [25, 8], scale: 2), .init("tanh"), .init("reshape:5x5x1"),
      .init("repeat"), .init("repeat"),
      .init("transpose:1", weights: [1, 3, 3, 1], scale: 2), .init("sigmoid"),
    ],
    encoder: [
      .init("maxima"), .init("maxima"), .init("convolve:1/2", weights: [1, 3, 3, 1], scale: 2),
      .init("reshape:1x1x25"), .init("dense:8", weights: [8, 25], scale: 2),
    ])

  private static let inputs = ["photo.png", "clear.png", "tiny.png", "photo.jpg", "words.txt"]

  /// The input files, with times and permissions of their own.
  static func tree() throws -> FileTree {
    var tree = FileTree()
    for (index, name) in inputs.enumerated() {
      tree.add(
        "in/\(name)", .file(try VectorFolder.pinned.read("input/\(name)")),
        mode: [0o644, 0o600, 0o755, 0o444, 0o640][index],
        seconds: 1_500_000_000 + 1000 * Int64(index), nanoseconds: UInt32(index) * 1000)
    }
    tree.add("in/folder", .folder, mode: 0o750)
    return tree
  }

  /// Writes the vectors that are missing.
  static func add() async throws {
    let folder = VectorFolder.pinned
    let photo = try VectorPictures.crop("holiday/dunes.jpg", 96, 64)
    let metadata = try VectorPictures.metadata(.jpeg, of: "holiday/dunes.jpg")
    let files = try [
      VectorPictures.png(VectorPictures.crop("holiday/landscape.jpg", 90, 70)),
      VectorPictures.png(VectorPictures.crop("forest/bark.png", 66, 65, .rgba)),
      VectorPictures.png(VectorPictures.crop("holiday/sea.png", 40, 40, .grey)),
      ImageFile.write(Picture(image: photo, metadata: metadata)),
      Array("Words to be kept as they are.\n".utf8),
    ]
    for (name, file) in zip(inputs, files) { try folder.add("input/\(name)", file) }
    try folder.add(libraryFile, Array("\(ZstdFrame.libraryVersion)\n".utf8))
    for (name, change) in cases where folder.lacks("\(name).aez") {
      try folder.add("\(name).aez", await ValidVectors.packed(tree(), change))
    }
  }
}

/// The content of an archive, independent of how its frames are compressed.
struct ArchiveContents: Equatable {
  let models: [ModelReference]
  let sections: [SectionType]
  let blocks: [Block]

  init(_ archive: [UInt8]) throws {
    let reader = try ArchiveReader(archive)
    models = reader.models
    sections = reader.index.sections.map(\.type)
    blocks = try reader.blocks.indices.map { try reader.readBlock($0) }
  }
}
