/// How near a decoded picture is to its original.
package struct PictureQuality: Codable, Equatable, Sendable {
  /// Over all colour samples, in decibels; nil where nothing differs.
  package var psnr: Double?
  /// Over BT.601 luma, in decibels; nil where nothing differs.
  package var lumaPSNR: Double?
  /// Of luma; nil for pictures smaller than its 11×11 window.
  package var ssim: Double?
  /// Mean over colour channels; nil for pictures with a side under 161 pixels.
  package var msSSIM: Double?
  /// Nil where its program is not installed.
  package var ssimulacra2: Double?

  package init(
    psnr: Double? = nil, lumaPSNR: Double? = nil, ssim: Double? = nil,
    msSSIM: Double? = nil, ssimulacra2: Double? = nil
  ) {
    (self.psnr, self.lumaPSNR) = (psnr, lumaPSNR)
    (self.ssim, self.msSSIM, self.ssimulacra2) = (ssim, msSSIM, ssimulacra2)
  }
}

extension PictureQuality {
  /// What a PSNR counts as at most in a mean, in decibels: as in libvmaf, 6 a bit and 12 more.
  /// Without it a single picture that comes back exactly would make every mean infinite.
  package static let cappedPSNR = 60.0

  /// All that is measured here, of images of the same size; alpha does not count.
  ///
  /// If only one of them has colour, the other's grey is taken for one.
  package init(of decoded: Image, against original: Image) {
    let isColour = decoded.channels.isColour || original.channels.isColour
    let (a, b) = isColour ? (original.inColour, decoded.inColour) : (original, decoded)
    self.init(
      psnr: finite(Images.psnr(a, b)), lumaPSNR: finite(Images.lumaPSNR(a, b)),
      ssim: lumaSSIM(a, b), msSSIM: multiscaleSSIM(a, b), ssimulacra2: nil)
  }
}

private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
