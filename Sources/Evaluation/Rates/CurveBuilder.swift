import Images

/// Turns measurements of single pictures into a curve over all of them.
struct CurveBuilder {
  let originals: [Original]

  /// A codec's curve.
  func curve(of codec: MeasuredCodec) -> CodecCurve {
    let identity = codec.identity
    return CodecCurve(
      id: identity.id, name: identity.name, family: identity.family, about: identity.about,
      points: codec.settings.map(point).sorted { $0.bitsPerPixel < $1.bitsPerPixel },
      bdRate: BDRates())
  }

  private func point(_ setting: MeasuredSetting) -> CurvePoint {
    let bytes = setting.pictures.reduce(setting.sharedBytes) { $0 + $1.bytes }
    let pixels = originals.reduce(0) { $0 + $1.width * $1.height }
    let share = Int((Double(setting.sharedBytes) / Double(max(originals.count, 1))).rounded())
    return CurvePoint(
      setting: setting.name, bytes: bytes,
      bitsPerPixel: Double(8 * bytes) / Double(max(pixels, 1)),
      quality: PictureQuality(meanOf: setting.pictures.map(\.quality)),
      pictures: setting.pictures.map {
        PictureMeasurement(bytes: $0.bytes + share, quality: $0.quality)
      })
  }
}

extension PictureQuality {
  /// The means over pictures: PSNR counts as ``cappedPSNR`` at most, also for lossless pictures;
  /// pictures without one of the other figures do not count for it.
  package init(meanOf qualities: [PictureQuality]) {
    func mean(_ figure: (PictureQuality) -> Double?) -> Double? {
      let values = qualities.compactMap(figure)
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    func capped(_ psnr: Double?) -> Double { min(psnr ?? .infinity, Self.cappedPSNR) }
    self.init(
      psnr: mean { capped($0.psnr) }, lumaPSNR: mean { capped($0.lumaPSNR) }, ssim: mean(\.ssim),
      msSSIM: mean(\.msSSIM), ssimulacra2: mean(\.ssimulacra2))
  }
}
