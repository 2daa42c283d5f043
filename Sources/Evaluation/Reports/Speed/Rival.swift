import Files
import Images

/// Another codec to be timed on the same pictures, at the setting whose PSNR is nearest to aezip's.
package struct Rival: Sendable {
  package let codec: ExternalCodec
  package let setting: ExternalSetting
  /// Mean PSNR at that setting of the pictures it was chosen by, in dB.
  package let psnr: Double

  /// Pictures that a setting is chosen by.
  package static let sample = 4

  /// The rivals that are installed, each at a setting of its own.
  ///
  /// - Parameters:
  ///   - psnr: what aezip has on those pictures, in dB
  ///   - pictures: to choose by
  /// - Returns: them, and a line for each that is left out
  package static func find(
    near psnr: Double, on pictures: [Image]
  ) async throws -> (rivals: [Rival], notes: [String]) {
    var (rivals, notes): ([Rival], [String]) = ([], [])
    for format in ExternalFormat.allCases {
      do {
        rivals.append(try await Rival(ExternalCodec(format), near: psnr, on: pictures))
      } catch {
        notes.append("\(format.name) is left out: \(error)")
      }
    }
    return (rivals, notes)
  }

  private init(
    _ codec: ExternalCodec, near wanted: Double, on pictures: [Image]
  ) async throws(ExternalError) {
    self.codec = codec
    // Settings go from coarse to fine: halves until two neighbours are left.
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
    setting = settings[nearest]
    psnr = nearest == low ? below : above
  }
}
