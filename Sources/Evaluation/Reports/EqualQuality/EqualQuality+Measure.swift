import Files
import Images
import LinearAlgebra

extension EqualQuality {
  /// Measures other codecs at the mean PSNR that pictures have in an archive.
  ///
  /// - Parameters:
  ///   - loss: with one picture at least
  ///   - files: the originals of its pictures
  ///   - bytes: of the archive, less what is no picture stored with loss
  ///   - paths: what was packed, to be packed with the built-in model; nil if it was by that
  ///   - stage: called with what is measured now
  init(
    of loss: ArchiveLoss, _ files: [FoundFile], bytes: Int, packedFrom paths: [[UInt8]]?,
    jobs: Int, stage: @Sendable (String) -> Void
  ) async throws {
    let (pictures, isPart) = try PickedPicture.pick(from: loss, files)
    let psnr = pictures.reduce(0) { $0 + $1.psnr } / Double(pictures.count)
    self.init(
      pictures: pictures.count, psnr: psnr,
      codecs: [
        Codec(
          id: "archive", name: "this archive",
          bytesAPicture: Double(bytes) / Double(files.count), psnr: psnr,
          about: "Everything in it but the files stored exactly and the tables: codes, names, "
            + "times, metadata and the models it carries.")
      ], notes: [])
    if isPart {
      notes.append("Measured on an even part of the pictures, as all together are too large.")
    }
    if let paths {
      stage("the built-in model")
      try await addBuiltIn(pictures, paths, jobs: jobs)
    }
    stage("JPEG")
    try await addJPEG(pictures.map(\.image), jobs: jobs)
    stage("PCA")
    try await addPCA(pictures.map(\.image), jobs: jobs)
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
      "\(shown) in an archive of their own, everything counted.", of: part.count)
  }

  /// - Parameter count: pictures measured; nil for all
  private mutating func add(
    _ point: DialPoint?, _ id: String, _ name: (String) -> String, _ about: String,
    of count: Int? = nil
  ) {
    guard let point else {
      notes.append("\(name("100")) falls short of that PSNR.")
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
        + "tables, all of one quality, between the two nearest; the files are counted.")
  }

  /// Of pictures that have others like them.
  private mutating func addPCA(_ images: [Image], jobs: Int) async throws {
    let shapes = Dictionary(grouping: images) { [$0.width, $0.height, $0.channels.count] }
    let most = shapes.keys.map { $0.reduce(1, *) }.max() ?? 0
    guard shapes.values.allSatisfy({ $0.count >= Self.leastAlike }), most <= Self.mostSamples else {
      notes.append("PCA of whole pictures is for small ones of one size, and is left out.")
      return
    }
    var groups: [WholePCA] = []
    for shape in shapes.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      groups.append(try WholePCA(of: LikePictures(shapes[shape] ?? []), decibels: psnr))
    }
    for countsBasis in [false, true] {
      let codec = PCAOfPictures(groups, countsBasis: countsBasis, decibels: psnr, jobs: jobs)
      let basis = countsBasis ? "counted" : "free"
      add(
        try await codec.best(at: psnr), "pca-basis-\(basis)", { _ in "PCA, basis \(basis)" },
        "Principal components of these very pictures, each one vector; coefficients rounded to "
          + "multiples of one step and counted at the entropy of each component; "
          + (countsBasis
            ? "components rounded, too, and counted at their entropy."
            : "mean and components are not counted."))
    }
  }

  /// Pictures that are packed with the built-in model: that takes far longer than the other codecs,
  /// and none of its figures depends on how many pictures there are.
  private static let mostBuiltIn = 500
  /// Fewer pictures of a shape are all components of their own.
  private static let leastAlike = 16
  /// Of a picture; some minutes go by on larger ones.
  private static let mostSamples = 1 << 18
}
