import Foundation
import Images

// The figures are what this printed, run in the project's folder by Python 3.11 with
// scikit-image 0.26.0 and pytorch_msssim 1.0.0:
//
//     import numpy as np
//     import torch
//     from PIL import Image
//     from pytorch_msssim import ms_ssim
//     from skimage.metrics import peak_signal_noise_ratio as psnr, structural_similarity
//
//     # As pytorch_msssim makes it, but in double precision: the window's, not the measure's,
//     # rounding would move pictures of flat colours by 0.000005.
//     window = np.exp(-np.arange(-5, 6) ** 2 / (2 * 1.5 ** 2))
//     window = torch.tensor(window / window.sum())
//
//     def degraded(image, step, noise):
//         index = np.arange(image.size, dtype=np.uint32) * np.uint32(2654435761)
//         added = (index >> 24).astype(int) % (2 * noise + 1) - noise
//         coarse = image.astype(int) // step * step + step // 2 + added.reshape(image.shape)
//         return np.clip(coarse, 0, 255).astype(np.uint8)
//
//     def measure(a, b):
//         luma = lambda i: i @ [0.299, 0.587, 0.114] if i.shape[2] == 3 else i[...,
//         0].astype(float) tensor = lambda i: torch.tensor(i).double().permute(2, 0, 1)[None]
//         print(psnr(a, b), psnr(luma(a), luma(b), data_range=255),
//               structural_similarity(luma(a), luma(b), gaussian_weights=True, sigma=1.5,
//                                     use_sample_covariance=False, data_range=255),
//               ms_ssim(tensor(a), tensor(b), win=window.repeat(a.shape[2], 1, 1, 1)).item())
//
//     for name, width, height, colours, step, noise in [
//         ('holiday/sea', 384, 256, 3, 16, 0), ('forest/bark', 255, 251, 3, 8, 20),
//         ('desk/chart', 333, 161, 3, 64, 5), ('forest/bark', 202, 201, 1, 32, 9)]:
//         image = np.array(Image.open(f'Corpus/{name}.png').convert('RGB'))
//         image = image[:height, :width, :colours]
//         measure(image, degraded(image, step, noise))

extension QualityTests {
  static let cases = [
    Case(
      file: "holiday/sea.png", size: Size(width: 384, height: 256), isColour: true, step: 16,
      noise: 0,
      expected: PictureQuality(
        psnr: 34.799_600_294_237, lumaPSNR: 38.510_602_020_343, ssim: 0.963_225_969_048,
        msSSIM: 0.973_717_893_382, ssimulacra2: nil)),
    Case(
      file: "forest/bark.png", size: Size(width: 255, height: 251), isColour: true, step: 8,
      noise: 20,
      expected: PictureQuality(
        psnr: 26.395_142_502_674, lumaPSNR: 31.053_830_953_679, ssim: 0.919_302_895_177,
        msSSIM: 0.962_619_837_766, ssimulacra2: nil)),
    Case(
      file: "desk/chart.png", size: Size(width: 333, height: 161), isColour: true, step: 64,
      noise: 5,
      expected: PictureQuality(
        psnr: 18.755_150_935_398, lumaPSNR: 18.916_321_760_517, ssim: 0.860_149_500_089,
        msSSIM: 0.928_931_161_344, ssimulacra2: nil)),
    Case(
      file: "forest/bark.png", size: Size(width: 202, height: 201), isColour: false, step: 32,
      noise: 9,
      expected: PictureQuality(
        psnr: 27.455_406_936_647, lumaPSNR: 27.455_406_936_647, ssim: 0.878_942_823_353,
        msSSIM: 0.971_077_491_651, ssimulacra2: nil)),
  ]
}

/// A picture of `Corpus/`.
func corpusImage(_ name: String) throws -> Image {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let file = root.appendingPathComponent("../../Corpus/\(name)")
  return try ImageFile.read([UInt8](Data(contentsOf: file))).image
}

extension Image {
  func rows(_ first: Int, _ count: Int) -> Image {
    Image(
      width: width, height: count, channels: channels,
      samples: Array(samples[first * shape.line..<(first + count) * shape.line]))
  }

  /// A square, cut at the edges.
  func window(_ left: Int, _ top: Int, _ side: Int) -> Image {
    let (right, bottom) = (min(left + side, width), min(top + side, height))
    let count = channels.count
    let window = (top..<bottom).flatMap { row in
      samples[row * shape.line + left * count..<row * shape.line + right * count]
    }
    return Image(
      width: right - left, height: bottom - top, channels: channels, samples: window)
  }

  /// The left upper corner, and of each pixel the first `count` samples.
  func cropped(to size: Size, channels count: Int) -> Image {
    var cropped: [UInt8] = []
    for y in 0..<size.height {
      for x in 0..<size.width {
        let start = (y * width + x) * channels.count
        cropped += samples[start..<start + count]
      }
    }
    return Image(
      width: size.width, height: size.height, channels: count == 3 ? .rgb : .grey,
      samples: cropped)
  }

  /// Samples rounded to the middles of steps, then changed by up to `noise`.
  func degraded(step: Int, noise: Int) -> Image {
    let degraded = samples.enumerated().map { index, sample in
      let hash = UInt32(truncatingIfNeeded: index) &* 2_654_435_761
      let added = Int(hash >> 24) % (2 * noise + 1) - noise
      let coarse = Int(sample) / step * step + step / 2 + added
      return UInt8(min(max(coarse, 0), 255))
    }
    return Image(width: width, height: height, channels: channels, samples: degraded)
  }
}
