import Entropy
import Files
import Images
import PictureCodec

/// Parts of some of the pictures to be packed, to guess by what a level makes of all.
struct LevelSample: Sendable {
  /// A picture's parts.
  private var pictures: [(path: [UInt8], parts: [Image])] = []

  /// Pictures, and parts of all of them together.
  private static let (pictureCount, partCount) = (32, 24)
  /// Pixels along a part's sides.
  private static let side = 256
  /// Levels tried.
  private static let probes = 5

  /// Pictures from all over the plan, the same in each run.
  init(_ plan: PackPlan, _ models: PackModels, jobs: Int) async throws {
    let files = plan.units.filter { unit in
      guard case .file = unit.content else { return false }
      return PieceEncoder.claimsToBePicture(unit.file.archivePath)
    }.map(\.file)
    let count = min(files.count, Self.pictureCount)
    let parts = min(max(Self.partCount / max(count, 1), 1), 6)
    try await Pipeline.run(Array(0..<count), width: max(jobs, 1)) {
      index -> (path: [UInt8], parts: [Image])? in
      let place = (2 * index + 1) * files.count / (2 * count)
      guard let picture = Self.picture(of: files[place]) else { return nil }
      let path = files[place].systemPath
      // Of what cannot be decoded there is nothing to guess.
      guard let isWhole = try? models.hasOwn(picture, at: path),
        let parts = try? Self.parts(of: picture, count: isWhole ? 0 : parts)
      else { return nil }
      return (path, parts)
    } consume: { picture in
      if let picture { pictures.append(picture) }
    }
  }

  private static func picture(of file: FoundFile) -> InputPicture? {
    guard let input = try? InputFile(path: file.systemPath), input.count <= PackPlan.pictureBytes,
      let picture = try? InputPicture(input),
      picture.shape.pixelCount <= PictureCodec.maximumPixels
    else { return nil }
    return picture.shape.pixelCount <= ImageLimits.heldPixels ? try? picture.held() : picture
  }

  /// Squares along the diagonal, without alpha; the picture itself where it is no larger than they
  /// are, or none are wanted.
  private static func parts(of picture: InputPicture, count: Int) throws(ImageError) -> [Image] {
    let shape = picture.shape
    guard count > 0, shape.pixelCount > count * side * side else {
      return [try picture.image().withoutAlpha]
    }
    let (width, height) = (min(side, shape.width), min(side, shape.height))
    let places = (1...count).map { part in
      (
        x: (shape.width - width) * part / (count + 1),
        y: (shape.height - height) * part / (count + 1)
      )
    }
    var samples = Array(repeating: [UInt8](), count: count)
    let rows = try picture.rows()
    for row in 0..<places[count - 1].y + height {
      let line = try rows.next(1).withoutAlpha
      let channels = line.channels.count
      for (part, place) in places.enumerated() where (place.y..<place.y + height) ~= row {
        samples[part] += line.samples[place.x * channels..<(place.x + width) * channels]
      }
    }
    return samples.map {
      Image(width: width, height: height, channels: shape.channels.withoutAlpha, samples: $0)
    }
  }

  /// The mean PSNR of the sample at some steps around where it is `wanted`, ascending; nothing
  /// without pictures.
  ///
  /// - Parameter floor: what pictures will have at least, in dB
  func curve(
    around wanted: Double, top: Int, _ models: PackModels, floor: Double, jobs: Int
  ) async throws -> [LevelSearch.Point] {
    var points: [LevelSearch.Point] = []
    guard !pictures.isEmpty, top > 0 else { return points }
    var (low, high, step) = (-1, top + 1, top / 2)
    for _ in 0..<Self.probes {
      let psnr = try await mean(
        models.at(share: Double(step) / Double(top)), floor: floor, jobs: jobs)
      points.append((step, psnr))
      points.sort { $0.step < $1.step }
      if abs(psnr - wanted) < LevelSearch.Precision.usual.tolerance { break }
      if psnr < wanted { low = step } else { high = step }
      guard high - low > 1 else { break }
      let guess = LevelSearch(for: wanted, top: top, curve: points, start: step)
      step = min(max(Int((guess.share * Double(top)).rounded()), low + 1), high - 1)
      step = min(max(step, 0), top)
    }
    return points
  }

  private func mean(_ models: PackModels, floor: Double, jobs: Int) async throws -> Double {
    var (sum, count) = (0.0, 0)
    try await Pipeline.run(pictures, width: max(jobs, 1)) { picture in
      let errors = try picture.parts.map { part in
        // A guess is not worth the time that refined codes take.
        let part = InputPicture(Picture(image: part, format: .png))
        let candidate = try models.candidates(for: part, at: picture.path)[0].unrefined
        return try CodedPicture.checked(part, candidate, coder: .prior).decoded.squaredError
      }
      return max(decibels(errors.reduce(0, +) / Double(errors.count)), floor)
    } consume: { psnr in
      guard psnr.isFinite else { return }
      sum += psnr
      count += 1
    }
    return count > 0 ? sum / Double(count) : .infinity
  }
}

extension LevelSearch {
  /// A search that begins where a sample of the job's pictures suggests.
  init(for wanted: Double, _ job: PackJob, _ models: PackModels) async throws {
    let top = models.steps
    let jobs = job.options.jobs
    let curve = try await LevelSample(job.plan, models, jobs: jobs).curve(
      around: wanted, top: top, models, floor: job.options.minimumPSNR ?? 0, jobs: jobs)
    self.init(
      for: wanted, top: top, curve: curve, start: top / 2,
      precision: job.options.tellsPSNR ? .usual : .fine)
  }
}
