/// How close a decoded picture is to its original.
package struct PictureQuality: Codable, Equatable, Sendable {
  /// Over all colour samples, in decibels; nil for equal pictures.
  package var psnr: Double?
  /// Over BT.601 luma, in decibels; nil for equal luma.
  package var lumaPSNR: Double?
  /// Over luma; nil for pictures smaller than the 11×11 window.
  package var ssim: Double?
  /// The mean over the colour channels; nil for pictures with a side under 161 pixels.
  package var msSSIM: Double?
  /// Nil if its program is not installed.
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
  /// The most that a PSNR counts in a mean, in decibels: 6 for each bit and 12 more, as in libvmaf.
  /// Otherwise one lossless picture would make every mean infinite.
  package static let cappedPSNR = 60.0

  /// Measures everything but SSIMULACRA 2 of two images of the same size; alpha does not count.
  ///
  /// If only one of them has colour, the other is converted to grey in three channels.
  package init(of decoded: Image, against original: Image) {
    let isColour = decoded.channels.isColour || original.channels.isColour
    let (a, b) = isColour ? (original.inColour, decoded.inColour) : (original, decoded)
    self.init(
      psnr: finite(Images.psnr(a, b)), lumaPSNR: finite(Images.lumaPSNR(a, b)),
      ssim: lumaSSIM(a, b), msSSIM: multiscaleSSIM(a, b), ssimulacra2: nil)
  }
}

private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
