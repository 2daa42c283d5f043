import Files
import Images

/// Another codec to time on the same pictures, at the setting whose PSNR is nearest to aezip's.
package struct Rival: Sendable {
  package let codec: ExternalCodec
  package let setting: ExternalSetting
  /// Mean PSNR in dB at that setting, of the pictures it was chosen by.
  package let psnr: Double

  /// The number of pictures that a setting is chosen by.
  package static let sample = 4

  /// Finds the codecs that are installed, each at its own nearest setting.
  ///
  /// - Parameters:
  ///   - psnr: aezip's mean PSNR on those pictures, in dB
  ///   - pictures: the pictures to choose by
  /// - Returns: the codecs, and a line for each that is left out
  package static func find(
    near psnr: Double, on pictures: [Image]
  ) async throws -> (rivals: [Rival], notes: [String]) {
    var (rivals, notes): ([Rival], [String]) = ([], [])
    for format in ExternalFormat.allCases {
      do {
        rivals.append(try await nearest(ExternalCodec.find(format), to: psnr, on: pictures))
      } catch {
        notes.append("\(format.name) is left out: \(error)")
      }
    }
    return (rivals, notes)
  }

  /// Measures the codec until its two settings around a PSNR are known, and picks the nearer.
  private static func nearest(
    _ codec: ExternalCodec, to wanted: Double, on pictures: [Image]
  ) async throws(ExternalError) -> Rival {
    // Settings go from coarse to fine: bisect until two neighbours are left.
    let settings = codec.format.settings
    var known: [Int: Double] = [:]
    func quality(_ index: Int) async throws(ExternalError) -> Double {
      if let psnr = known[index] { return psnr }
      var sum = 0.0
      for picture in pictures {
        let coded = try await codec.code(picture, at: settings[index])
        sum += min(Images.psnr(picture.withoutAlpha, coded.image), 100)
      }
      known[index] = sum / Double(pictures.count)
      return sum / Double(pictures.count)
    }
    var (low, high) = (0, settings.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if try await quality(middle) < wanted { low = middle } else { high = middle }
    }
    let (below, above) = (try await quality(low), try await quality(high))
    let nearest = abs(below - wanted) < abs(above - wanted) ? low : high
    return Rival(
      codec: codec, setting: settings[nearest], psnr: nearest == low ? below : above)
  }
}
