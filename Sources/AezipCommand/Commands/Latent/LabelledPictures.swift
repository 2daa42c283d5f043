import Aezip
import ArgumentParser
import Files
import Images
import LatentSpace
import Networks
import Training

/// Pictures of folders, files or tables, upright, and their labels if there are any.
struct LabelledPictures {
  let labels: Labels?
  /// Messages about files that are not part of the data.
  let leftOut: [String]
  private let dataset: Dataset
  private let paths: [RawPath]

  /// - Parameters:
  ///   - labelFile: the labels of a table; nil for the file beside it
  ///   - wantsLabels: whether data without labels are an error
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

  /// The name of a picture in messages: that of its file, or its number in a table, from 1.
  func name(of index: Int) -> [UInt8] {
    switch dataset.content {
    case .table: Array("\(index + 1)".utf8)
    case .pictures(let source): source.items[index].name
    }
  }

  func image(_ index: Int) throws -> Image {
    switch dataset.content {
    case .pictures(let source): return try readPicture(RawPath(source.items[index].path))
    case .table(let table):
      let shape = SampleShape(axes: table.shape)
      let channels = Image.Channels(rawValue: UInt8(shape.channels)) ?? .grey
      return Image(
        width: shape.width, height: shape.height, channels: channels,
        samples: Array(table.bytes(of: index)))
    }
  }

  /// Some pictures, all of a model's size.
  ///
  /// - Throws: ``Failure``, which names the file of a picture of another size
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

  /// The features of some pictures.
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

/// Why data are not labelled pictures.
enum PicturesError: KindedError, CustomStringConvertible {
  case noLabels(RawPath)
  case notPictures(RawPath)

  var kind: ErrorKind { .misuse }

  var description: String {
    switch self {
    case .noLabels(let path):
      """
      \(path): the data have no labels; give a folder with a subfolder for each label, or a table \
      and --labels
      """
    case .notPictures(let path):
      """
      \(path): the table has no pictures; give PNG or JPEG files, or an IDX file of bytes with two \
      axes for each picture
      """
    }
  }
}
