import Bytes
import Container
import Entropy
import Images
import Networks

/// Pictures coded by adapted models.
extension ValidVectors {
  static func adapted() throws -> [UInt8] {
    try RawArchive.adapted([TinyModel.file, TinyAdapted.file]).bytes()
  }
}

extension RawArchive {
  /// Pictures by the tiny model and by the one adapted from it, and a file.
  ///
  /// - Parameters:
  ///   - files: the models of the archive; pictures are coded with TinyAdapted all the same
  ///   - adapted: the index of the model that the adapted pictures name
  static func adapted(_ files: [[UInt8]], adapted: Int = 1) throws -> RawArchive {
    var raw = RawArchive(
      models: files.enumerated().map {
        ModelReference(digest: Digest(of: $1), name: "model-\($0)", isEmbedded: true)
      })
    raw.version = .learned
    for file in files {
      let frame = try ZstdFrame.compress(file[...], level: 19)
      raw.parts.append(.section(.model, Digest(of: file).bytes + frame))
    }
    let image = try VectorPictures.crop("forest/bark.png", 70, 50)
    let photos = [
      ("base", 0, try VectorPhoto(file: TinyModel.file)),
      ("adapted", adapted, try VectorPhoto(file: TinyAdapted.file, base: TinyModel.file)),
    ]
    let rows = try photos.flatMap { name, model, photo in
      try EntropyCoder.allCases.map { coder in
        try RawBlock.Row.picture(
          "\(name)-\(coder.rawValue).png", image, level: 300, coder: coder, model: model,
          photo: photo)
      }
    }
    raw.parts.append(.block(RawBlock(rows)))
    raw.parts.append(.block(RawBlock([.exact("words.txt", "plain words\n")])))
    return raw
  }
}
