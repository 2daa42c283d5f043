import Aezip
import ArgumentParser
import Files
import Images
import LatentSpace
import Networks
import Training

/// Pictures of folders, files or tables, and their labels where there are some.
struct LabelledPictures {
  let labels: Labels?
  /// Of files that are not part of the data.
  let leftOut: [String]
  private let dataset: Dataset
  private let paths: [RawPath]

  /// - Parameter labelFile: of the objects of a table; nil for what lies beside it
  init(_ paths: [RawPath], labelFile: RawPath? = nil, wantsLabels: Bool) throws {
    dataset = try Dataset.open(paths.map(\.bytes))
    self.paths = paths
    if let labelFile {
      labels = try dataset.labels(in: labelFile.bytes)
    } else {
      labels = wantsLabels ? try dataset.labels() : nil
      if wantsLabels, labels == nil { throw PicturesError.noLabels(paths[0]) }
    }
    leftOut = dataset.leftOut.map(\.description)
    if case .table(let table) = dataset.content {
      guard table.type == .u8, SampleShape(axes: table.shape).isPicture else {
        throw PicturesError.notPictures(paths[0])
      }
    }
  }

  var count: Int { dataset.count }

  /// As messages name it: a file's name, or its place in a table, from 1.
  func name(of index: Int) -> [UInt8] {
    switch dataset.content {
    case .table: Array("\(index + 1)".utf8)
    case .pictures(let source): source.items[index].name
    }
  }

  func image(_ index: Int) throws -> Image {
    switch dataset.content {
    case .pictures(let source): return try source.load(index)
    case .table(let table):
      let shape = SampleShape(axes: table.shape)
      let channels = Image.Channels(rawValue: UInt8(shape.channels)) ?? .grey
      return Image(
        width: shape.width, height: shape.height, channels: channels,
        samples: Array(table.bytes(of: index)))
    }
  }

  /// Some pictures, all of one size.
  ///
  /// - Throws: ``Failure``, which names the file of one that has another size
  func images(_ indices: some Sequence<Int>, of shape: SampleShape) throws -> [Image] {
    try indices.map { index in
      let image = try image(index)
      do {
        try shape.checkSize(of: image)
      } catch {
        throw Failure(file: file(of: index), error: error)
      }
      return image
    }
  }

  private func file(of index: Int) -> RawPath {
    switch dataset.content {
    case .table: paths[0]
    case .pictures(let source): RawPath(source.items[index].path)
    }
  }

  /// What a classifier looks at, some pictures at a time.
  ///
  /// - Returns: indices × ``PictureFeatures/count``
  func numbers(_ indices: [Int], by features: PictureFeatures) throws -> [Float] {
    var numbers: [Float] = []
    numbers.reserveCapacity(indices.count * features.count)
    for first in stride(from: 0, to: indices.count, by: Self.portion) {
      let part = indices[first..<min(first + Self.portion, indices.count)]
      numbers += try features(images(part, of: features.shape))
    }
    return numbers
  }

  private static let portion = 1024
}

/// What to look at of pictures: a model's file, or the word for their samples.
struct FeaturesOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model whose codes are looked at; `pixels` for the samples themselves.",
      valueName: "file"))
  var model: RawPath

  /// - Parameter pictures: of the size to learn from
  func features(for pictures: LabelledPictures) throws -> PictureFeatures {
    guard model.bytes != Array("pixels".utf8) else {
      return PictureFeatures(pixelsLike: try pictures.image(0))
    }
    return try Self.features(ofModel: model)
  }

  /// Codes of a model's file.
  static func features(ofModel path: RawPath) throws -> PictureFeatures {
    let file = try readModel(path)
    do {
      return try PictureFeatures(modelFile: file)
    } catch {
      throw Failure(file: path, error: error)
    }
  }
}

/// Why data are no labelled pictures.
enum PicturesError: KindedError, CustomStringConvertible {
  case noLabels(RawPath)
  case notPictures(RawPath)

  var kind: ErrorKind { .misuse }

  var description: String {
    switch self {
    case .noLabels(let path):
      """
      \(path): has no labels; give a folder with a subfolder for each label, or a table with its \
      labels in --labels
      """
    case .notPictures(let path):
      "\(path): numbers that are no pictures; give PNG, JPEG, or IDX of bytes with two axes each"
    }
  }
}
