import Files
import Images
import LinearAlgebra

/// The bytes of pictures at their mean PSNR in an archive: there, and with other codecs.
package struct EqualQuality: Codable, Sendable {
  /// The number of pictures measured.
  package var pictures: Int
  /// Their mean PSNR in the archive, in decibels.
  package var psnr: Double
  /// The archive first.
  package var codecs: [Codec]
  /// Notes on the measurement, a line each.
  package var notes: [String]

  /// A codec at that PSNR.
  package struct Codec: Codable, Sendable {
    /// Short and stable, as in "jpeg".
    package var id: String
    /// For people, as in "JPEG files, quality 21.4".
    package var name: String
    /// Bytes of a picture, with its share of the bytes that pictures share.
    package var bytesAPicture: Double
    /// Mean PSNR in decibels: that of the archive, unless a codec's coarsest setting is better.
    package var psnr: Double
    /// How it is run and which bytes are counted, in a sentence.
    package var about: String
  }
}

extension EqualQuality {
  /// Measures other codecs at the mean PSNR that pictures have in an archive.
  ///
  /// - Parameters:
  ///   - loss: the loss of an archive with one lossy picture at least
  ///   - files: the originals of its pictures
  ///   - bytes: bytes of the archive, less those of everything but lossy pictures
  ///   - paths: the packed paths, to pack them with the built-in model; nil where the archive
  ///     uses that already
  ///   - stage: called with the name of each codec that is measured
  static func measure(
    _ loss: ArchiveLoss, _ files: [FoundFile], bytes: Int, packedFrom paths: [[UInt8]]?,
    jobs: Int, stage: @Sendable (String) -> Void
  ) async throws -> EqualQuality {
    let (pictures, isPart) = try PickedPicture.pick(from: loss, files)
    let psnr = pictures.reduce(0) { $0 + $1.psnr } / Double(pictures.count)
    var result = EqualQuality(
      pictures: pictures.count, psnr: psnr,
      codecs: [
        Codec(
          id: "archive", name: "this archive",
          bytesAPicture: Double(bytes) / Double(files.count), psnr: psnr,
          about: "Everything in it except lossless files and tables: latents, names, times, "
            + "metadata and its models.")
      ], notes: [])
    if isPart {
      result.notes.append(
        "Measured on pictures spread evenly over all, which are too large together.")
    }
    if let paths {
      stage("the built-in model")
      try await result.addBuiltIn(pictures, paths, jobs: jobs)
    }
    stage("JPEG")
    try await result.addJPEG(pictures.map(\.image), jobs: jobs)
    stage("PCA")
    try await result.addPCA(pictures.map(\.image), jobs: jobs)
    return result
  }

  private mutating func addBuiltIn(
    _ pictures: [PickedPicture], _ paths: [[UInt8]], jobs: Int
  ) async throws {
    let step = (pictures.count + Self.mostBuiltIn - 1) / Self.mostBuiltIn
    let part = stride(from: 0, to: pictures.count, by: step).map { pictures[$0] }
    let builtIn = BuiltInArchive(paths: paths, pictures: part, decibels: psnr, jobs: jobs)
    let shown = step > 1 ? "\(part.count) of these pictures" : "These pictures"
    if step > 1 { notes.append("The built-in model is measured on \(part.count) of the pictures.") }
    add(
      try await builtIn.meeting(psnr), "built-in", { "aezip, built-in model, quality \($0)" },
      "\(shown) in an archive of their own, every byte of it counted.", of: part.count)
  }

  /// - Parameter count: the number of pictures measured; nil for all
  private mutating func add(
    _ point: DialPoint?, _ id: String, _ name: (String) -> String, _ about: String,
    of count: Int? = nil
  ) {
    guard let point else {
      notes.append("\(name("100")) does not reach that PSNR.")
      return
    }
    let setting = (point.setting * 10).rounded() / 10
    codecs.append(
      Codec(
        id: id, name: name("\(setting)"), bytesAPicture: point.bytes / Double(count ?? pictures),
        psnr: point.psnr, about: about))
  }

  private mutating func addJPEG(_ images: [Image], jobs: Int) async throws {
    let isGrey = images.allSatisfy { !$0.channels.isColour }
    var best: (point: DialPoint, subsampling: ChromaSubsampling)?
    for subsampling in isGrey ? [.s444] : ChromaSubsampling.allCases {
      let files = JPEGFiles(images: images, subsampling: subsampling, jobs: jobs)
      guard let point = try await files.meeting(psnr) else { continue }
      if point.bytes < best?.point.bytes ?? .infinity { best = (point, subsampling) }
    }
    let colour = isGrey ? "grey" : best?.subsampling.rawValue ?? "4:4:4"
    add(
      best?.point, "jpeg", { "JPEG files, \(colour), quality \($0)" },
      "libjpeg-turbo, the smaller of sequential and progressive files with optimised Huffman "
        + "tables, interpolated between the two nearest qualities; the files are counted.")
  }

  /// Adds PCA where there are enough pictures of each shape.
  private mutating func addPCA(_ images: [Image], jobs: Int) async throws {
    let shapes = Dictionary(grouping: images) { [$0.width, $0.height, $0.channels.count] }
    let most = shapes.keys.map { $0.reduce(1, *) }.max() ?? 0
    guard shapes.values.allSatisfy({ $0.count >= Self.leastAlike }), most <= Self.mostSamples else {
      notes.append("PCA of whole pictures is left out: it needs small pictures of one size.")
      return
    }
    var groups: [WholePicturePCA] = []
    for shape in shapes.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      groups.append(
        try WholePicturePCA.learn(from: PictureVectors(shapes[shape] ?? []), decibels: psnr))
    }
    for countsBasis in [false, true] {
      let codec = PCAOfPictures(groups, countsBasis: countsBasis, decibels: psnr, jobs: jobs)
      let basis = countsBasis ? "counted" : "free"
      add(
        try await codec.best(at: psnr), "pca-basis-\(basis)", { _ in "PCA, basis \(basis)" },
        "Principal components of these pictures, each one vector; coefficients quantised with one "
          + "step and counted at the entropy of each component; "
          + (countsBasis
            ? "components are quantised and counted at their entropy, too."
            : "mean and components are not counted."))
    }
  }

  /// The most pictures to pack with the built-in model, which is far slower than the other codecs;
  /// its bytes a picture do not depend on their number.
  private static let mostBuiltIn = 500
  /// The fewest pictures of a shape: fewer are all components of their own.
  private static let leastAlike = 16
  /// The most samples of a picture; larger ones take minutes.
  private static let mostSamples = 1 << 18
}
