import Foundation

/// SSIM of luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), not rounded: its mean over all
/// positions of an 11×11 Gaussian window; nil for smaller images. It is 1 for equal images.
///
/// Both images have the same size, and both or neither have colour; alpha does not count.
/// Equals scikit-image with `gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
/// data_range=255`. Source: Wang et al., Image quality assessment, 2004.
package func lumaSSIM(_ a: Image, _ b: Image) -> Double? {
  requireComparable(a, b)
  return StructuralSimilarity(PlanePair(lumaOf: a, b))?.ssim
}

/// Multiscale SSIM over five scales, the mean over the colour channels; nil if a side has less than
/// 161 pixels. It is 1 for equal images.
///
/// Both images have the same size, and both or neither have colour; alpha does not count.
/// Equals pytorch_msssim with `data_range=255`, which papers on learned codecs report. Source:
/// Wang, Simoncelli, Bovik: Multiscale structural similarity for image quality assessment, 2003.
package func multiscaleSSIM(_ a: Image, _ b: Image) -> Double? {
  requireComparable(a, b)
  let channels = a.channels.withoutAlpha.count
  var sum = 0.0
  for channel in 0..<channels {
    guard let value = multiscaleSSIM(of: PlanePair(channel: channel, of: a, b)) else { return nil }
    sum += value
  }
  return sum / Double(channels)
}

/// The paper's exponents, from the finest scale to the coarsest.
private let scaleWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]

private func multiscaleSSIM(of finest: PlanePair) -> Double? {
  // The window must fit into the coarsest scale, as in pytorch_msssim.
  let smallest = (GaussianWindow.size - 1) << (scaleWeights.count - 1) + 1
  guard min(finest.width, finest.height) >= smallest else { return nil }
  var planes = finest
  var product = 1.0
  for (scale, weight) in scaleWeights.enumerated() {
    if scale > 0 { planes = planes.halved() }
    guard let similarity = StructuralSimilarity(planes) else { return nil }
    let isCoarsest = scale == scaleWeights.count - 1
    let value = isCoarsest ? similarity.ssim : similarity.contrastStructure
    // Negative similarity counts as zero, as its powers would be NaN.
    product *= pow(max(0, value), weight)
  }
  return product
}
