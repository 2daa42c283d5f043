import Aezip
import Files
import Training

/// The photographs of a run, looked over.
struct PhotoInput {
  let data: PhotoData
  /// What the model's card says of them.
  let card: PhotoCard.Data
  /// Of files that nothing is learned from.
  let leftOut: [String]
  /// Pixels each side of the pieces they are cut into.
  let crop: Int

  /// - Parameters:
  ///   - crop: what is asked for; nil for what suits the photographs
  ///   - heldOut: other photographs to judge by; nil for a tenth of these
  static func read(
    _ pictures: PictureSource, heldOut: PictureSource?, crop: Int?, threads: Int, quiet: Bool
  ) async throws -> PhotoInput {
    let learned = try await PhotoFolder(pictures, threads: threads, quiet: quiet)
    let judged: PhotoFolder? =
      if let heldOut {
        try await PhotoFolder(heldOut, threads: threads, quiet: quiet)
      } else { nil }
    return try PhotoInput(learned, judged, crop: crop)
  }

  private init(_ learned: PhotoFolder, _ judged: PhotoFolder?, crop: Int?) throws {
    let crop = crop ?? learned.usualCrop
    self.crop = crop
    let split = learned.pictures.split
    let usable = Set(learned.large(crop))
    var digest = try learned.pictures.digest().description
    if let judged {
      let held = judged.large(crop)
      guard !usable.isEmpty, !held.isEmpty else { throw PhotoSourceError.tooSmall(crop: crop) }
      data = PhotoData(
        learned.source, trained: usable.sorted(), judging: judged.source, judged: held)
      digest += "+\(try judged.pictures.digest())"
    } else {
      let trained = split.training.filter(usable.contains)
      guard !trained.isEmpty else { throw PhotoSourceError.tooSmall(crop: crop) }
      data = PhotoData(
        learned.source, trained: trained, heldOut: split.heldOut.filter(usable.contains))
    }
    card = PhotoCard.Data(
      digest: digest, trained: data.trained.count, heldOut: data.isHeldOut ? data.judged.count : 0)
    leftOut = learned.leftOut(crop) + (judged?.leftOut(crop) ?? [])
  }
}

/// Photographs, all decoded once: what cannot be is known before hours of training.
private struct PhotoFolder {
  let pictures: PictureSource
  let source: PhotoSource
  /// Why a photograph cannot be used, by its index.
  private let broken: [Int: String]
  /// The shorter side of each, as it is learned from; 0 of broken ones.
  private let sides: [Int]

  init(_ pictures: PictureSource, threads: Int, quiet: Bool) async throws {
    self.pictures = pictures
    let items = pictures.items
    let source = PhotoSource(count: items.count) { try items[$0].content() }
    self.source = source
    let line = ProgressLine("looking at photographs", quiet: quiet)
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
        line.show { "looking at photographs: \(index) of \(items.count)" }
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
    (self.sides, self.broken) = (sides, broken)
  }

  /// The largest piece that nine in ten photographs hold.
  var usualCrop: Int {
    let readable = sides.filter { $0 > 0 }
    return [192, 128].first { crop in
      readable.count { $0 >= crop } * 10 >= readable.count * 9
    } ?? 64
  }

  /// Photographs that hold a piece.
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
  /// Whether these are photographs rather than objects of one small size.
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
