import Entropy
import Files
import Images
import PictureCodec

/// Crops of some pictures, to estimate the PSNR of all at a level.
struct LevelSample: Sendable {
  /// The path of each picture, and its crops.
  private var pictures: [(path: [UInt8], parts: [Image])] = []

  /// The most pictures in a sample, and the approximate number of crops in all of them.
  private static let (pictureCount, partCount) = (32, 24)
  /// Pixels along a crop's sides.
  private static let side = 256
  /// The most levels tried.
  private static let probes = 5

  /// Reads pictures spread over the plan, the same in each run.
  static func take(
    from plan: PackPlan, _ models: PackModels, formats: Set<ImageFormat>, jobs: Int
  ) async throws -> LevelSample {
    var sample = LevelSample()
    let files = plan.units.filter { unit in
      guard case .file = unit.content else { return false }
      return PieceEncoder.claimsToBePicture(unit.file.archivePath)
    }.map(\.file)
    let count = min(files.count, pictureCount)
    let parts = min(max(partCount / max(count, 1), 1), 6)
    try await Pipeline.run(Array(0..<count), width: max(jobs, 1)) {
      index -> (path: [UInt8], parts: [Image])? in
      let number = (2 * index + 1) * files.count / (2 * count)
      guard let picture = Self.picture(of: files[number]), formats.contains(picture.format) else {
        return nil
      }
      let path = files[number].systemPath
      // A picture that cannot be decoded is left out.
      guard let isWhole = try? models.hasOwn(picture, at: path),
        let parts = try? Self.parts(of: picture, count: isWhole ? 0 : parts)
      else { return nil }
      return (path, parts)
    } consume: { picture in
      if let picture { sample.pictures.append(picture) }
    }
    return sample
  }

  private static func picture(of file: PackFile) -> InputPicture? {
    guard let input = try? file.open(), input.count <= PackPlan.pictureBytes,
      let picture = try? InputPicture(input),
      picture.shape.pixelCount <= PictureCodec.maximumPixels
    else { return nil }
    return picture.shape.pixelCount <= ImageLimits.heldPixels ? try? picture.held() : picture
  }

  /// Squares along the diagonal without alpha, or the whole picture if it is small or no crops are
  /// requested.
  private static func parts(of picture: InputPicture, count: Int) throws(ImageError) -> [Image] {
    let shape = picture.shape
    guard count > 0, shape.pixelCount > count * side * side else {
      return [try picture.image().withoutAlpha]
    }
    let (width, height) = (min(side, shape.width), min(side, shape.height))
    let corners = (1...count).map { part in
      (
        x: (shape.width - width) * part / (count + 1),
        y: (shape.height - height) * part / (count + 1)
      )
    }
    var samples = Array(repeating: [UInt8](), count: count)
    let rows = try picture.rows()
    for row in 0..<corners[count - 1].y + height {
      let line = try rows.next(1).withoutAlpha
      let channels = line.channels.count
      for (part, corner) in corners.enumerated() where (corner.y..<corner.y + height) ~= row {
        samples[part] += line.samples[corner.x * channels..<(corner.x + width) * channels]
      }
    }
    return samples.map {
      Image(width: width, height: height, channels: shape.channels.withoutAlpha, samples: $0)
    }
  }

  /// The mean PSNR of the sample at some levels around the `wanted` one, ascending; empty without
  /// pictures.
  ///
  /// - Parameter floor: the minimum PSNR of each picture, in dB
  func curve(
    around wanted: Double, top: Int, _ models: PackModels, floor: Double, jobs: Int
  ) async throws -> [MonotoneSearch.Point] {
    var points: [MonotoneSearch.Point] = []
    guard !pictures.isEmpty, top > 0 else { return points }
    var rules = LevelSearch.Precision.usual.rules(slope: 0.01)
    rules.toleranceBelow = rules.tolerance
    var search = MonotoneSearch(
      for: wanted, in: 0...Double(top), start: Double(top / 2), rules)
    for _ in 0..<Self.probes {
      let position = search.position
      let psnr = try await mean(
        models.at(share: position / Double(top)), floor: floor, jobs: jobs)
      points.append(MonotoneSearch.Point(position: position, value: psnr))
      guard search.take(psnr) == .goesOn, !search.isNarrow else { break }
    }
    return points.sorted { $0.position < $1.position }
  }

  private func mean(_ models: PackModels, floor: Double, jobs: Int) async throws -> Double {
    var (sum, count) = (0.0, 0)
    try await Pipeline.run(pictures, width: max(jobs, 1)) { picture in
      let errors = try picture.parts.map { part in
        // An estimate does not justify the time of refined latents.
        let part = InputPicture(Picture(image: part, format: .png))
        let candidate = try models.candidates(for: part, at: picture.path)[0].unrefined
        return try CodedPicture.checked(part, candidate, coder: .prior).reconstruction.squaredError
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
  /// Starts a search at the level that a sample suggests.
  static func begin(
    for wanted: Double, _ job: PackJob, _ models: PackModels
  ) async throws -> LevelSearch {
    let top = models.steps
    let jobs = job.options.jobs
    let formats: Set<ImageFormat> = job.options.keepsJPEGs ? [.png] : Set(ImageFormat.allCases)
    let sample = try await LevelSample.take(from: job.plan, models, formats: formats, jobs: jobs)
    let curve = try await sample.curve(
      around: wanted, top: top, models, floor: job.options.minimumPSNR ?? 0, jobs: jobs)
    return LevelSearch(
      for: wanted, top: top, finest: job.options.latentsOnly ? top : models.finestStep,
      curve: curve, start: top / 2,
      precision: job.options.searchesFinely ? .fine : .usual)
  }
}
