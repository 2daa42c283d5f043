import Aezip
import Bytes
import Container
import Entropy
import Files
import Images
import PictureCodec
import Tables

/// Makes the archives of `valid/`, which are never changed: see `Formats/vectors/README.md`.
enum ValidVectors {
  static let all: [(name: String, make: @Sendable () async throws -> [UInt8])] = [
    ("photos-prior", photosPrior), ("photos-zstd", photosZstd), ("levels", levels),
    ("nearest-levels", nearestLevels), ("filtered", filtered), ("photos-filtered", photosFiltered),
    ("channels", channels), ("tiny-pictures", tinyPictures), ("jpeg-metadata", jpegMetadata),
    ("exact-files", exactFiles), ("odd-names", oddNames), ("pieces", pieces),
    ("lossless", lossless), ("embedded-model", embeddedModel), ("two-models", twoModels),
    ("from-later-minor", fromLaterMinor), ("two-streams", twoStreams),
    ("three-streams", threeStreams), ("no-entries", noEntries),
    ("objects", objects), ("groups", groups),
    ("chained-groups", chainedGroups), ("followed-groups", followedGroups),
    ("packed-model", packedModel), ("copies", copies), ("copies-of-pieces", copiesOfPieces),
    ("psnr", psnr), ("psnr-values", psnrValues), ("adapted", adapted),
    ("tables", tables), ("tables-within", tablesWithin), ("table-coders", tableCoders),
    ("table-weights", tableWeights), ("redundancy", redundancy), ("signed", signed),
    ("blocks", blocks), ("layers", layers), ("pixels", pixels), ("marks", marks), ("jpegs", jpegs),
    ("jpegs-repaired", repairedJPEGs), ("fitted", fitted), ("rasters", rasters),
  ]

  /// Packs a tree whose nodes are all in the folder `in`.
  static func packed(
    _ tree: FileTree, _ change: (inout PackOptions) -> Void = { _ in }
  ) async throws -> [UInt8] {
    let scratch = try ScratchFolder()
    var tree = tree
    tree.add("in", .folder, mode: 0o755)
    try tree.write(below: scratch.path("tree"))
    var options = PackOptions()
    change(&options)
    _ = try await Packer.pack(
      [scratch.path("tree/in")], into: scratch.path("a.aez"), options: options)
    return try scratch.read("a.aez")
  }

  private static func photos() throws -> FileTree {
    var tree = FileTree()
    let land = try VectorPictures.crop("holiday/landscape.jpg", 96, 64)
    let bark = try VectorPictures.crop("forest/bark.png", 65, 63)
    let texts = try VectorPictures.metadata(.png, of: "holiday/sea.png")
    tree.add("in/land.png", .file(try ImageFile.write(Picture(image: land, metadata: texts))))
    tree.add("in/bark.png", .file(try VectorPictures.png(bark)), mode: 0o600, nanoseconds: 7)
    return tree
  }

  /// Pictures between two trained levels: 2 and 5/16.
  private static func photosPrior() async throws -> [UInt8] {
    try await packed(photos()) { $0.quality = 33 }
  }

  /// Pictures by photo-2.
  private static func photosFiltered() async throws -> [UInt8] {
    try await packed(photos()) {
      $0.quality = 50
      $0.model = BuiltInModel.named("photo-2")?.file
    }
  }

  private static func photosZstd() async throws -> [UInt8] {
    try await packed(photos()) {
      $0.quality = 60
      $0.coder = .zstd
    }
  }

  /// The lowest level, one that only other writers use, and the highest.
  private static func levels() throws -> [UInt8] {
    let photo = try VectorPhoto.builtIn.get()
    let image = try VectorPictures.crop("holiday/sea.png", 40, 24)
    var raw = RawArchive(models: [.photo1])
    raw.parts = [
      .block(
        RawBlock(
          try [0, 777, 1792].flatMap { level in
            try EntropyCoder.allCases.map { coder in
              try .picture(
                "\(level)-\(coder.rawValue).png", image, level: level, coder: coder, photo: photo)
            }
          }))
    ]
    return try raw.bytes()
  }

  /// Coders 4 and 5: below, at and above halfway between trained levels, at a trained level, which
  /// only other writers use, and in grey.
  private static func nearestLevels() throws -> [UInt8] {
    let photo = try VectorPhoto.builtIn.get()
    let image = try VectorPictures.crop("holiday/landscape.jpg", x: 30, y: 10, 81, 67)
    let grey = try VectorPictures.crop("forest/bark.png", x: 3, y: 5, 70, 33, .grey)
    var raw = RawArchive(models: [.photo1])
    raw.version = .nearest
    let colours = try [100, 128, 129, 512, 1000, 1700].flatMap { level in
      try EntropyCoder.allCases.map { coder in
        try RawBlock.Row.picture(
          "\(level)-\(coder.rawValue).png", image, level: level, coder: coder, .nearest,
          photo: photo)
      }
    }
    let greys = try EntropyCoder.allCases.map { coder in
      try RawBlock.Row.picture(
        "grey-\(coder.rawValue).png", grey, level: 600, coder: coder, .nearest, photo: photo)
    }
    raw.parts = [.block(RawBlock(colours + greys))]
    return try raw.bytes()
  }

  private static func channels() async throws -> [UInt8] {
    var tree = FileTree()
    for channels in Image.Channels.allCases {
      let image = try VectorPictures.crop("holiday/panorama.png", x: 20, y: 50, 97, 66, channels)
      tree.add("in/\(channels).png", .file(try VectorPictures.png(image)))
    }
    return try await packed(tree)
  }

  private static func tinyPictures() async throws -> [UInt8] {
    var tree = FileTree()
    for index in 0..<6 {
      let image = try VectorPictures.crop(
        "holiday/sea.png", x: 30 * index, 28, 28 - index, index % 2 == 0 ? .rgb : .grey)
      tree.add(
        "in/\(index).png", .file(try VectorPictures.png(image)),
        seconds: 1_600_000_000 + Int64(index))
    }
    return try await packed(tree) { $0.quality = 20 }
  }

  /// Pictures of a requested mean PSNR, two above the common level, and one stored exactly.
  private static func psnr() async throws -> [UInt8] {
    var tree = try photos()
    let grey = Image(
      width: 64, height: 64, channels: .grey, samples: Array(repeating: 128, count: 64 * 64))
    let noise = (0..<90 * 90).map { UInt8(truncatingIfNeeded: ($0 * $0 * 7919) >> 7) }
    tree.add("in/grey.png", .file(try VectorPictures.png(grey)))
    tree.add(
      "in/noise.png",
      .file(
        try VectorPictures.png(
          Image(width: 90, height: 90, channels: .grey, samples: noise))))
    for x in [0, 200] {
      let sea = try VectorPictures.crop("holiday/sea.png", x: x, 72, 70)
      tree.add("in/sea-\(x).png", .file(try VectorPictures.png(sea)))
    }
    return try await packed(tree) {
      $0.psnr = 36
      $0.minimumPSNR = 34
      $0.keepsSmallerFiles = false
    }
  }

  /// No PSNR on record, the least, the greatest, and that of a lossless picture.
  private static func psnrValues() throws -> [UInt8] {
    let photo = try VectorPhoto.builtIn.get()
    let image = try VectorPictures.crop("holiday/sea.png", 20, 16)
    var raw = RawArchive(models: [.photo1])
    raw.version = .copies
    raw.parts = [
      .block(
        RawBlock(
          try [0, 1, PictureInfo.exactPSNR - 1, PictureInfo.exactPSNR].map { psnr in
            var row = try RawBlock.Row.picture("\(psnr).png", image, photo: photo)
            row.entry.picture?.psnr = psnr
            return row
          }))
    ]
    return try raw.bytes()
  }

  private static func jpegMetadata() async throws -> [UInt8] {
    var tree = FileTree()
    let image = try VectorPictures.crop("holiday/landscape.jpg", x: 300, y: 200, 96, 64)
    let metadata = try VectorPictures.metadata(
      .jpeg, of: "holiday/lake.jpg", "holiday/dunes.jpg")
    let picture = Picture(image: image, metadata: metadata)
    tree.add("in/photo.jpg", .file(try ImageFile.write(picture)), mode: 0o444)
    let grey = try VectorPictures.crop("holiday/sea.png", x: 10, y: 20, 80, 80, .grey)
    tree.add(
      "in/grey.jpg", .file(try ImageFile.write(Picture(image: grey, format: .jpeg))))
    return try await packed(tree)
  }
}
