import Aezip
import Files
import Images
import SystemPackage

/// What other codecs make of a picture with no more bytes than aezip takes for it.
package struct PictureRivals: Codable, Sendable {
  /// What became of a picture.
  package struct Coded: Codable, Sendable {
    package let bytes: Int
    /// In decibels; nil if nothing is lost.
    package let psnr: Double?
  }

  package let name: String
  /// Bytes in an archive of all pictures, metadata counted, and what is stored.
  package let aezip: Coded
  package let representation: String
  /// The best of each lossy codec that takes no more bytes; nil if even its worst takes more.
  package let jpeg, webp, avif: Coded?
  /// Bytes without loss; nil where the program is missing.
  package let losslessWebP: Int?
  package let png: Int

  /// Whether JPEG is better with no more bytes, or a lossless file is no larger.
  package var isBeaten: Bool {
    let lossless = [losslessWebP, png].compactMap(\.self).min() ?? .max
    let own = aezip.psnr ?? .infinity
    return (jpeg.map { $0.psnr ?? .infinity > own } ?? false)
      || (lossless <= aezip.bytes && (aezip.psnr != nil || lossless < aezip.bytes))
  }
}

extension PictureRivals {
  /// Measures each picture of some files and folders.
  ///
  /// - Parameters:
  ///   - quality: of aezip, 0…100
  ///   - jobs: pictures to work on at a time
  /// - Throws: ``MeasuringError``, and errors of packing and of programs
  package static func measure(
    _ set: PictureSet, quality: Double, jobs: Int
  ) async throws -> [PictureRivals] {
    let archive = try await packed(set, quality: quality, jobs: jobs)
    let entries = try archive.entries()
    let programs = RivalPrograms(
      webp: try? await ExternalCodec.find(.webp), avif: try? await ExternalCodec.find(.avif))
    var measured: [PictureRivals] = []
    try await Pipeline.run(Array(set.pictures.indices), width: jobs) { index in
      try await measure(set.pictures[index], as: entries[index], archive, programs)
    } consume: {
      measured.append($0)
    }
    return measured
  }

  /// All pictures in an archive in memory, in their order.
  private static func packed(
    _ set: PictureSet, quality: Double, jobs: Int
  ) async throws -> Archive {
    var builder = ArchiveBuilder()
    (builder.options.quality, builder.options.jobs) = (quality, jobs)
    builder.options.findsCopies = false
    for (index, picture) in set.pictures.enumerated() {
      let number = String(index)
      let zeros = String(repeating: "0", count: 9 - number.count)
      let image = try picture.load()
      try builder.add(
        pixels: Pixels(
          width: image.width, height: image.height, channels: image.channels.count,
          samples: image.samples), named: FilePath(zeros + number + ".png"))
    }
    return try Archive(bytes: await builder.finish().bytes)
  }

  private static func measure(
    _ picture: PictureFile, as entry: ArchiveEntry, _ archive: Archive, _ programs: RivalPrograms
  ) async throws -> PictureRivals {
    let original = try picture.load()
    let pixels = try await archive.pixels(of: entry.name)
    let decoded = Image(original.shape, samples: pixels.samples)
    let bytes = entry.packedSize
    return PictureRivals(
      name: displayName(of: picture.name),
      aezip: Coded(original, CodecResult(byteCount: bytes, image: decoded)),
      representation: entry.picture?.representation?.rawValue ?? "file",
      jpeg: try await best(of: 1...100, within: bytes, for: original) { quality in
        let file = try ImageFile.jpeg(original, quality: quality, subsampling: .s444)
        return CodecResult(byteCount: file.count, image: try ImageFile.read(file).image)
      },
      webp: try await best(of: 0...100, within: bytes, for: original, by: programs.webp) {
        ExternalSetting("quality", Double($0))
      },
      avif: try await best(of: 0...63, within: bytes, for: original, by: programs.avif) {
        ExternalSetting("cq-level", Double(63 - $0))
      },
      losslessWebP: try await programs.webp?.losslessSize(of: original),
      png: try ImageFile.write(Picture(image: original, format: .png)).count)
  }

  private static func best(
    of settings: ClosedRange<Int>, within bytes: Int, for original: Image,
    by codec: ExternalCodec?, _ setting: (Int) -> ExternalSetting
  ) async throws -> Coded? {
    guard let codec else { return nil }
    return try await best(of: settings, within: bytes, for: original) {
      try await codec.code(original, at: setting($0))
    }
  }

  /// The finest setting whose file is no larger, found by halving; nil if the coarsest one is.
  private static func best(
    of settings: ClosedRange<Int>, within bytes: Int, for original: Image,
    code: (Int) async throws -> CodecResult
  ) async throws -> Coded? {
    var (low, high) = (settings.lowerBound, settings.upperBound)
    var found: CodecResult?
    while low <= high {
      let middle = (low + high) / 2
      let result = try await code(middle)
      if result.byteCount <= bytes {
        (found, low) = (result, middle + 1)
      } else {
        high = middle - 1
      }
    }
    return found.map { Coded(original, $0) }
  }
}

extension PictureRivals.Coded {
  fileprivate init(_ original: Image, _ result: CodecResult) {
    let psnr = Images.psnr(original, result.image)
    self.init(bytes: result.byteCount, psnr: psnr.isFinite ? psnr : nil)
  }
}

/// Programs of other formats; nil where one is not installed.
private struct RivalPrograms: Sendable {
  let webp, avif: ExternalCodec?
}
