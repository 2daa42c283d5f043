import Aezip
import Files
import Training

/// The photographs of a run.
struct PhotoInput {
  let data: PhotoData
  /// Their description in the model's card.
  let card: PhotoCard.Data
  /// The files that are left out, and why.
  let leftOut: [String]
  /// The side of the squares they are cut into, in pixels.
  let crop: Int

  /// Decodes all photographs, and chooses those to learn from and those to evaluate on.
  ///
  /// - Parameters:
  ///   - heldOut: other photographs to evaluate on; nil for a tenth of these
  ///   - crop: the side of squares; nil for one that suits the photographs
  static func read(
    _ pictures: PictureSource, heldOut: PictureSource?, crop: Int?, threads: Int, quiet: Bool
  ) async throws -> PhotoInput {
    let learned = await PhotoFolder.read(pictures, threads: threads, quiet: quiet)
    let evaluated: PhotoFolder? =
      if let heldOut {
        await PhotoFolder.read(heldOut, threads: threads, quiet: quiet)
      } else { nil }
    return try PhotoInput(learned, evaluated, crop: crop)
  }

  private init(_ learned: PhotoFolder, _ evaluated: PhotoFolder?, crop: Int?) throws {
    let crop = crop ?? learned.usualCrop
    self.crop = crop
    let split = learned.pictures.split
    let usable = Set(learned.large(crop))
    var digest = try learned.pictures.digest().description
    if let evaluated {
      let held = evaluated.large(crop)
      guard !usable.isEmpty, !held.isEmpty else { throw PhotoSourceError.tooSmall(crop: crop) }
      data = PhotoData(
        learned.source, trained: usable.sorted(), evaluation: evaluated.source, evaluated: held)
      digest += "+\(try evaluated.pictures.digest())"
    } else {
      let trained = split.training.filter(usable.contains)
      guard !trained.isEmpty else { throw PhotoSourceError.tooSmall(crop: crop) }
      data = PhotoData(
        learned.source, trained: trained, heldOut: split.heldOut.filter(usable.contains))
    }
    card = PhotoCard.Data(
      digest: digest, trained: data.trained.count,
      heldOut: data.isHeldOut ? data.evaluated.count : 0)
    leftOut = learned.leftOut(crop) + (evaluated?.leftOut(crop) ?? [])
  }
}

/// Photographs that were decoded once, so that unreadable ones are known before hours of training.
private struct PhotoFolder {
  let pictures: PictureSource
  let source: PhotoSource
  /// Why a photograph cannot be used, by its index.
  let broken: [Int: String]
  /// The shorter side of each in pixels, after downscaling; 0 for broken ones.
  let sides: [Int]

  /// Decodes all photographs.
  static func read(_ pictures: PictureSource, threads: Int, quiet: Bool) async -> PhotoFolder {
    let items = pictures.items
    let source = PhotoSource(count: items.count) { try items[$0].content() }
    let line = ProgressLine("reading photographs", quiet: quiet)
    defer { line.finish() }
    var (sides, broken) = ([Int](repeating: 0, count: items.count), [Int: String]())
    await withTaskGroup(of: (Int, Result<Int, PhotoSourceError>).self) { group in
      func take(_ result: (Int, Result<Int, PhotoSourceError>)) {
        switch result.1 {
        case .success(let side): sides[result.0] = side
        case .failure(.unreadable(_, let reason)): broken[result.0] = reason
        case .failure(let error): broken[result.0] = error.description
        }
      }
      for index in items.indices {
        if index >= threads, let result = await group.next() { take(result) }
        line.show { "reading photographs: \(index) of \(items.count)" }
        group.addTask {
          (
            index,
            Result { () throws(PhotoSourceError) in
              let image = try source.picture(index)
              return min(image.width, image.height)
            }
          )
        }
      }
      for await result in group { take(result) }
    }
    return PhotoFolder(pictures: pictures, source: source, broken: broken, sides: sides)
  }

  /// The side of the largest piece that fits into nine of ten photographs.
  var usualCrop: Int {
    let readable = sides.filter { $0 > 0 }
    return [192, 128].first { crop in
      readable.count { $0 >= crop } * 10 >= readable.count * 9
    } ?? 64
  }

  /// The indices of photographs that a piece fits into.
  func large(_ crop: Int) -> [Int] { sides.indices.filter { sides[$0] >= crop } }

  func leftOut(_ crop: Int) -> [String] {
    let names = broken.sorted { $0.key < $1.key }.map { index, reason in
      "\(displayName(of: pictures.items[index].path)): \(reason), left out"
    }
    let small = sides.count { $0 > 0 && $0 < crop }
    return small == 0
      ? names : names + ["\(plural(small, "photograph")) smaller than \(crop)×\(crop), left out"]
  }
}

extension Dataset {
  func photographs() throws(TrainError) -> PictureSource {
    guard case .pictures(let pictures) = content else { throw .notPhotographs }
    return pictures
  }
}

extension PictureSource {
  /// Whether these are photographs rather tha samples of one small shape.
  var arePhotographs: Bool {
    guard let shape = uniformShape else { return true }
    return max(shape.width, shape.height) > 128
  }
}

extension PhotoSourceError: KindedError {
  package var kind: ErrorKind {
    switch self {
    case .unreadable: .badData
    case .tooSmall: .misuse
    }
  }
}
