import Bytes
import Container
import Entropy
import Images
import Networks
import PictureCodec

/// Pictures coded by models of small pictures.
extension ValidVectors {
  /// As the program packs them: pictures of the model's shape, one with alpha, and others.
  static func objects() async throws -> [UInt8] {
    var tree = FileTree()
    for index in 0..<5 {
      let image = try VectorPictures.crop(
        "holiday/sea.png", x: 40 * index, 16, 12, index == 3 ? .greyAlpha : .grey)
      tree.add("in/\(index).png", .file(try VectorPictures.png(image)))
    }
    let jpeg = try VectorPictures.crop("forest/bark.png", 16, 12, .grey)
    tree.add("in/a.jpg", .file(try ImageFile.write(Picture(image: jpeg, format: .jpeg))))
    let other = try VectorPictures.crop("forest/bark.png", 40, 30)
    tree.add("in/other.png", .file(try VectorPictures.png(other)))
    return try await packed(tree) {
      $0.model = TinySamples.grey
      $0.keepsSmallerFiles = false
    }
  }

  /// Two models and both coders in one block, pictures of several levels in a group.
  static func groups() throws -> [UInt8] {
    let grey = try SampleModel(file: TinySamples.grey)
    let colour = try SampleModel(file: TinySamples.colour)
    var raw = try RawArchive.ofObjects([TinySamples.grey, TinySamples.colour])
    var groups: [[RawBlock.Row]] = []
    for coder in EntropyCoder.allCases {
      groups.append(
        try RawBlock.Row.group("grey-\(coder.rawValue)", grey, [0, 300, 511, 512], coder, 0))
      groups.append(
        try RawBlock.Row.group("colour-\(coder.rawValue)", colour, [100, 256], coder, 1))
    }
    // The groups are interleaved, each in its order.
    let rows = (0..<4).flatMap { place in
      groups.compactMap { $0.indices.contains(place) ? $0[place] : nil }
    }
    raw.parts.append(.block(RawBlock(rows)))
    return try raw.bytes()
  }
}

extension ValidVectors {
  /// A model whose means depend on the symbols before, with integer weights and steps, and branches
  /// between its layers.
  static func chainedGroups() throws -> [UInt8] {
    let model = try SampleModel(file: TinySamples.chained)
    var raw = try RawArchive.ofObjects([TinySamples.chained])
    for coder in EntropyCoder.allCases {
      raw.parts.append(
        .block(
          RawBlock(try RawBlock.Row.group(coder.rawValue, model, [0, 512, 200, 0, 511], coder, 0))))
    }
    return try raw.bytes()
  }
}

extension ValidVectors {
  /// Logistic distributions, with and without scales that follow the symbols before.
  static func followedGroups() throws -> [UInt8] {
    let files = [true, false].map { TinySamples.logistic(follows: $0) }
    var raw = try RawArchive.ofObjects(files)
    raw.version = .followed
    for (place, file) in files.enumerated() {
      let model = try SampleModel(file: file)
      for coder in EntropyCoder.allCases {
        raw.parts.append(
          .block(
            RawBlock(
              try RawBlock.Row.group(
                "\(coder.rawValue)-\(place)", model, [0, 512, 200, 0, 511], coder, place))))
      }
    }
    return try raw.bytes()
  }
}

extension ValidVectors {
  /// A learned model, its weights coded as matrices.
  static func packedModel() async throws -> [UInt8] {
    var tree = FileTree()
    let images = try (0..<6).map {
      try VectorPictures.crop("holiday/sea.png", x: 30 * $0, 32, 16, .grey)
    }
    for (index, image) in images.enumerated() {
      tree.add("in/\(index).png", .file(try VectorPictures.png(image)))
    }
    let symbols = images.indices.map { index in (0..<12).map { Int16((index + 5 * $0) % 7 - 3) } }
    let learned = LearnedModel(
      name: "learned", file: TinySamples.mirrored,
      symbols: Dictionary(uniqueKeysWithValues: zip(images.map { LearnedModel.Key($0) }, symbols)))
    return try await packed(tree) {
      $0.learned = [learned]
      $0.keepsSmallerFiles = false
    }
  }
}

extension LearnedModel {
  /// With the symbols that the model's own encoder gives some pictures.
  init(_ file: [UInt8], of images: [Image]) throws {
    let model = try SampleModel(file: file)
    let symbols = images.map {
      ($0, model.quantisedLatents(of: $0.samples, level: .trained(0)))
    }
    self.init(
      name: "learned", file: try SampleModel.decodingFile(of: file),
      symbols: Dictionary(
        symbols.map { (LearnedModel.Key($0), $1) }, uniquingKeysWith: { first, _ in first }))
  }
}

extension RawArchive {
  /// An archive of version 1.1 with models inside it and no blocks yet.
  static func ofObjects(_ files: [[UInt8]]) throws -> RawArchive {
    var raw = RawArchive(
      models: files.enumerated().map {
        ModelReference(digest: Digest(of: $1), name: "objects-\($0)", isEmbedded: true)
      })
    raw.version = .groups
    for file in files {
      let frame = try ZstdFrame.compress(file[...], level: 19)
      raw.parts.append(.section(.model, Digest(of: file).bytes + frame))
    }
    return raw
  }
}

extension RawBlock.Row {
  /// Pictures of a group, in order; the first has the body.
  static func group(
    _ name: String, _ model: SampleModel, _ levels: [UInt16], _ coder: EntropyCoder, _ place: Int
  ) throws -> [RawBlock.Row] {
    let isColour = model.shape.channels == 3
    let images = try levels.indices.map {
      try VectorPictures.crop(
        "forest/bark.png", x: 50 * ($0 % 5), model.shape.width, model.shape.height,
        isColour ? .rgb : .grey)
    }
    let rounded = levels.map { QualityLevel(index: Int($0), conditioning: .interpolated) }
    let codes = zip(images, rounded).map { model.quantisedLatents(of: $0.samples, level: $1) }
    var encoder = coder.encoder.init(tables: model.tables)
    var walk = model.prior(levels: rounded)
    for k in 0..<model.latents {
      let expected = walk.parameters()
      let own = codes.map { $0[k] }
      encoder.append(symbols: own, means: expected.means, scales: expected.scales)
      walk.take(own, expected)
    }
    let body = encoder.finish().bytes
    return levels.indices.map { index in
      let decoded = model.samples(of: codes[index], level: rounded[index])
      var entry = Entry(
        path: Array("\(name)-\(index).png".utf8), kind: .picture, mode: 0o644,
        modified: Timestamp(seconds: 1_700_000_000), size: 500,
        digest: .samples(SampleDigest(Digest(of: decoded))))
      entry.picture = PictureInfo(
        width: model.shape.width, height: model.shape.height, channels: isColour ? 3 : 1,
        format: .png, coder: coder == .prior ? .groupedPrior : .groupedZstd, model: place,
        level: levels[index])
      // Metadata of a PNG without any.
      return RawBlock.Row(entry: entry, body: index == 0 ? body : [], extras: [1, 0])
    }
  }
}
