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
  ///   - files: that the archive has as its models; what pictures are coded with is TinyAdapted
  ///   - adapted: which of them the adapted pictures name
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
    let changed = try PhotoAdaptation(file: TinyAdapted.file)
    var rows: [RawBlock.Row] = []
    for (model, change) in [(0, nil), (adapted, changed)] {
      let photo = PagePhoto(try PhotoModel(file: TinyModel.file, adaptation: change))
      for coder in EntropyCoder.allCases {
        rows.append(
          try .picture(
            "\(change == nil ? "base" : "adapted")-\(coder.rawValue).png", image, level: 300,
            coder: coder, model: model, photo: photo))
      }
    }
    raw.parts.append(.block(RawBlock(rows)))
    raw.parts.append(.block(RawBlock([.exact("words.txt", "plain words\n")])))
    return raw
  }
}
