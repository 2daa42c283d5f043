import Autodiff
import Networks
import Tensors

/// The trainable photo codec: its parameters and a differentiable forward pass. The architecture is
/// that of `PhotoModel`.
package struct TrainablePhotoModel: Sendable {
  package let configuration: PhotoConfiguration
  /// The initial parameters, taken from the weights.
  package let parameters: ParameterSet
  private let weights: PhotoWeights
  package let placements: [Placement]
  private let analysis: PhotoAnalysisLayers
  package let hyperAnalysis: PhotoHyperAnalysisLayers
  package let hyperSynthesis: PhotoHyperSynthesisLayers
  package let context: PhotoContextLayers
  package let synthesis: PhotoSynthesisLayers
  package let hyperMean: Parameter
  package let hyperScale: PositiveTable
  private let encodeGain, decodeGain: PositiveTable

  /// The factor on the learning rate of the gains.
  private static let gainRate: Float = 4

  package init(_ weights: PhotoWeights) {
    let sizes = weights.configuration
    var assembly = PhotoAssembly(weights)
    analysis = PhotoAnalysisLayers(sizes, in: &assembly)
    encodeGain = assembly.positive("gain.encode", rate: Self.gainRate)
    hyperAnalysis = PhotoHyperAnalysisLayers(sizes, in: &assembly)
    hyperMean = assembly.table("hyper_prior.mean")
    hyperScale = assembly.positive("hyper_prior.scale", rate: 1)
    hyperSynthesis = PhotoHyperSynthesisLayers(sizes, in: &assembly)
    context = PhotoContextLayers(sizes, in: &assembly)
    decodeGain = assembly.positive("gain.decode", rate: Self.gainRate)
    synthesis = PhotoSynthesisLayers(sizes, in: &assembly)
    configuration = sizes
    parameters = assembly.parameters
    placements = assembly.placements
    self.weights = weights
  }

  /// Converts parameters of this model to weights.
  ///
  /// - Parameter metadata: entries to add to those of the initial weights
  package func weights(
    of parameters: ParameterSet, metadata: [String: String] = [:]
  ) -> PhotoWeights {
    let values = inFileOrder { placement in
      let value = parameters.value(placement.parameter)
      // exp(0) is exactly 1, so values that did not change are restored to the bit.
      return placement.base.map { value.mapped(.exponential).combined(.product, $0) } ?? value
    }
    return PhotoWeights(
      configuration, metadata: weights.metadata.merging(metadata) { $1 }, values: values)
  }

  /// The metadata of the initial weights' file, updated with the sizes.
  package var metadata: [String: String] {
    weights.metadata.merging(configuration.metadata) { $1 }
  }

  /// The initial values of parameters that are learned in the log domain, by tensor name.
  package var bases: [(name: String, base: Tensor)] {
    placements.compactMap { placement in placement.base.map { (placement.tensor, $0) } }
  }

  /// Returns the gradients under the names and in the order of a file's tensors. Gradients of gains
  /// and scales are with respect to their logarithms.
  package func inFileOrder(_ gradients: [Tensor]) -> [String: [Float]] {
    inFileOrder { gradients[$0.parameter.index] }
  }

  package typealias Placement = PhotoAssembly.Placement

  private func inFileOrder(
    _ numbers: (PhotoAssembly.Placement) -> Tensor
  ) -> [String: [Float]] {
    var tensors = weights.values
    for placement in placements {
      let found = numbers(placement).values
      guard let indices = placement.indices else {
        tensors[placement.tensor] = found
        continue
      }
      for (index, number) in zip(indices, found) { tensors[placement.tensor]?[index] = number }
    }
    return tensors
  }
}

extension TrainablePhotoModel {
  /// Adds noise to pictures and decodes their latents without rounding them. Hyper-latents are
  /// rounded as in the codec.
  ///
  /// - Parameter deviations: the standard deviation of the normal noise for each picture, for
  ///   pixels 0…1
  /// - Returns: the summed squared error of pixels 0…1, one number per picture
  package func cleaned(_ tape: Tape, _ crops: PhotoCrops, deviations: [Float]) -> Variable {
    let pieces = crops.corrupted(by: deviations, key: tape.drawKey())
    let clean = tape.constant(pieces.clean, samples: crops.samples)
    let fine = tape.constant(pieces.noisy, samples: crops.samples)
    let y = analysis(fine: fine, coarse: fine.blocked(by: 2))
      .scaled(byChannel: encodeGain(tape).entries(crops.levels))
    let g = hyperSynthesis(hyperAnalysis(y).rounded, levels: crops.levels)
    let values = y.scaled(byChannel: decodeGain(tape).entries(crops.levels))
    return synthesis(values, g: g).squaredError(clean.blocked(by: 2).value)
  }
}

/// The result of a forward pass of the codec.
package struct PhotoPass {
  /// The latents before rounding: (samples · height/16) × (width/16) × M.
  package let latents: Variable
  /// The hyper-latents before rounding: (samples · height/64) × (width/64) × H.
  package let hyperLatents: Variable
  /// The summed squared error of pixels 0…1, one number per sample.
  package let squaredError: Variable
  /// The bits of the latents, one number per sample.
  package let bits: Variable
  /// The bits of the hyper-latents, one number per sample.
  package let hyperBits: Variable
  /// The decoded pictures minus one half, in blocks of 16×16 pixels: (samples · height/16) ×
  /// (width/16) × 768.
  package let picture: Variable
}

extension TrainablePhotoModel {
  /// Returns the output of each layer of the analysis; see
  /// ``PhotoAnalysisLayers/stages(fine:coarse:)``.
  ///
  /// - Parameter pictures: x / 255 as (samples · height) × width × 3, sides multiples of 16
  package func stages(_ pictures: Variable) -> [Variable] {
    let fine = pictures.scaled(by: 1, plus: -0.5).blocked(by: 8)
    return analysis.stages(fine: fine, coarse: fine.blocked(by: 2))
  }

  /// Returns the means and standard deviations that the prior predicts for the M dequantised
  /// latents of a position when it knows nothing of a picture: all latents are zero, and the
  /// hyper-latents are at the means of their prior.
  ///
  /// - Parameter level: a trained level
  package func expectedValues(level: Int) -> (means: [Float], deviations: [Float]) {
    let m = configuration.latents
    let tape = Tape(parameters, recording: false)
    let g = hyperSynthesis(unknown(tape, samples: 1), levels: [level])
    let zeros = tape.constant(.zeros(rows: 4, columns: 4, channels: m))
    let expected = context(zeros, g: g).value.slice(rows: 1..<2).values
    let gains = decodeGain(tape).entries([level]).value.values
    // The position at row 1 and column 1 of an otherwise zero map is taken. The standard deviation
    // of a Laplace distribution is √2 times its scale.
    let head = Array(expected[2 * m..<4 * m])
    let scales = Tensor(
      rows: 1, columns: 1, channels: m, values: Array(head[m...])
    ).mapped(.exponential).values
    return (
      zip(head[..<m], gains).map { $0 * $1 },
      zip(scales, gains).map { $0 * Float(2).squareRoot() * $1 }
    )
  }

  /// Decodes dequantised latents to pictures: (samples · 64) × 64 × 3, about 0…1. The hyper-latents
  /// are at the means of their prior.
  ///
  /// - Parameter values: (samples · 4) × 4 × M
  package func pictures(decoding values: Tensor, samples: Int, level: Int) -> Tensor {
    let tape = Tape(parameters, recording: false)
    let levels = Array(repeating: level, count: samples)
    let g = hyperSynthesis(unknown(tape, samples: samples), levels: levels)
    let blocks = synthesis(tape.constant(values, samples: samples), g: g)
    return blocks.unblocked(by: 2).unblocked(by: 8).value.scaled(by: 1, plus: 0.5)
  }

  /// The hyper-latents at the rounded means of their prior: samples × 1 × H.
  private func unknown(_ tape: Tape, samples: Int) -> Variable {
    let means = parameters.value(hyperMean).mapped(.rounding).values
    let all = (0..<samples).flatMap { _ in means }
    return tape.constant(
      Tensor(rows: samples, columns: 1, channels: configuration.hyperLatents, values: all),
      samples: samples)
  }

  /// Encodes and decodes pictures.
  ///
  /// Synthesis and rates use rounded latents with straight-through gradients. True rates ignore
  /// where a latent lies in its bin, so their gradients hardly help the encoder; it receives rate
  /// gradients at latents with noise instead. The prior is trained on the rounded latents.
  ///
  /// - Parameter noisy: whether to use noise; without it, rate gradients are those at rounded
  ///   latents
  package func callAsFunction(_ tape: Tape, _ crops: PhotoCrops, noisy: Bool) -> PhotoPass {
    let fine = tape.constant(crops.blocks, samples: crops.samples)
    let coarse = fine.blocked(by: 2)
    let y = analysis(fine: fine, coarse: coarse)
      .scaled(byChannel: encodeGain(tape).entries(crops.levels))
    let z = hyperAnalysis(y)
    let (roundedY, roundedZ) = (y.rounded, z.rounded)
    let hyperBits = roundedZ.logisticBits(
      mean: tape.variable(hyperMean), scale: hyperScale(tape),
      slopesAt: noisy ? z.detached.addingUniformNoise().value : nil)
    let g = hyperSynthesis(roundedZ, levels: crops.levels)
    let expected = context(roundedY, g: g)
    let m = configuration.latents
    let (mean, logScale) = (expected.channels(0..<m), expected.channels(m..<2 * m))
    let bits = roundedY.laplaceBits(
      mean: mean, logScale: logScale,
      slopesAt: noisy ? y.detached.addingUniformNoise().value : nil)
    // The prior determines the reconstruction point in a bin; no gradient flows back through it.
    let offsets = roundedY.value.reconstructionOffsets(
      mean: mean.value, logScale: logScale.value)
    let values = (roundedY + roundedY.constant(offsets))
      .scaled(byChannel: decodeGain(tape).entries(crops.levels))
    let picture = synthesis(values, g: g)
    return PhotoPass(
      latents: y, hyperLatents: z, squaredError: picture.squaredError(coarse.value), bits: bits,
      hyperBits: hyperBits, picture: picture)
  }
}

extension TrainablePhotoModel {
  /// The multiply-adds of a training step per pixel. Products and filters count three times:
  /// forwards, for the gradients of their inputs, and for those of their weights. Nothing is
  /// propagated into the picture. Optimiser, rates and activations are not counted.
  package var stepCost: Double {
    let intoPicture =
      Double(768 * configuration.latents) / 256 + Double(192 * configuration.features) / 64
    return 3 * forwardCost - intoPicture
  }

  /// The multiply-adds per pixel of encoding and decoding.
  private var forwardCost: Double {
    let sizes = configuration
    let (m, n, c, h) = (sizes.latents, sizes.features, sizes.context, sizes.hyperLatents)
    func block(_ n: Int) -> Int { 6 * n * n + 9 * n }
    let fine = 2 * 192 * n + (sizes.analysisBlocks + sizes.synthesisBlocks) * block(n)
    let linear = 2 * 768 * m + 4 * n * m
    let context = 3 * (25 * m + m * c) + 8 * c * c + 2 * m * c
    let coarse = linear + 4 * n * (m + c) + m * c + 2 * block(c) + context
    let half = 8 * c * c + 2 * block(c)
    return Double(fine) / 64 + Double(coarse) / 256 + Double(half) / 1024 + Double(8 * c * h) / 4096
  }
}
