import Autodiff
import Networks
import Tensors

/// The photo codec as something that learns: its parameters, and what it makes of pictures with
/// gradients all the way. The architecture is that of `PhotoModel`.
package struct TrainablePhotoModel: Sendable {
  package let configuration: PhotoConfiguration
  /// As they were in the weights.
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

  /// What the learning rate of the gains is multiplied by.
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

  /// The weights that some parameters of this model are.
  ///
  /// - Parameter metadata: what else their file is to say; added to what the first weights' said
  package func weights(
    of parameters: ParameterSet, metadata: [String: String] = [:]
  ) -> PhotoWeights {
    let values = inFileOrder { placement in
      let value = parameters.value(placement.parameter)
      // An exponential of zero is one: what did not move comes back to the bit.
      return placement.base.map { value.mapped(.exponential).combined(.product, $0) } ?? value
    }
    return PhotoWeights(
      configuration, metadata: weights.metadata.merging(metadata) { $1 }, values: values)
  }

  /// What the first weights' file said, and what it says of the sizes.
  package var metadata: [String: String] {
    weights.metadata.merging(configuration.metadata) { $1 }
  }

  /// By the tensors' names, what those parameters began as that are learned by their logarithms.
  package var bases: [(name: String, base: Tensor)] {
    placements.compactMap { placement in placement.base.map { (placement.tensor, $0) } }
  }

  /// Gradients, one a parameter, under the names and in the order of a file's tensors. Those of
  /// gains and scales are with respect to their logarithms.
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
      guard let places = placement.places else {
        tensors[placement.tensor] = found
        continue
      }
      for (place, number) in zip(places, found) { tensors[placement.tensor]?[place] = number }
    }
    return tensors
  }
}

extension TrainablePhotoModel {
  /// Spoils pictures and decodes what the encoder makes of them, with the codes not rounded.
  ///
  /// - Parameter deviations: of the normal noise, of pixels 0…1, a picture each
  /// - Returns: Squared error of pixels between 0 and 1, summed: one number a picture.
  package func cleaned(_ tape: Tape, _ crops: PhotoCrops, deviations: [Float]) -> Variable {
    let pieces = crops.spoilt(by: deviations, key: tape.drawKey())
    let clean = tape.constant(pieces.clean, samples: crops.samples)
    let fine = tape.constant(pieces.noisy, samples: crops.samples)
    let y = analysis(fine: fine, coarse: fine.blocked(by: 2))
      .scaled(byChannel: encodeGain(tape).entries(crops.levels))
    let g = hyperSynthesis(hyperAnalysis(y).rounded, levels: crops.levels)
    let values = y.scaled(byChannel: decodeGain(tape).entries(crops.levels))
    return synthesis(values, g: g).squaredError(clean.blocked(by: 2).value)
  }
}

/// What the codec makes of some pictures.
package struct PhotoPass {
  /// Codes before rounding: (samples · height/16) × (width/16) × M.
  package let latents: Variable
  /// The same of the hyper-latents: (samples · height/64) × (width/64) × H.
  package let hyperLatents: Variable
  /// Squared error of pixels between 0 and 1, summed: one number a sample.
  package let squaredError: Variable
  /// Bits of the codes: one number a sample.
  package let bits: Variable
  /// Bits of the hyper-latents: one number a sample.
  package let hyperBits: Variable
  /// The pictures as decoded, less one half, in blocks of 16×16 pixels.
  package let picture: Variable
}

extension TrainablePhotoModel {
  /// What the analysis makes of pictures, layer by layer: see ``PhotoAnalysisLayers/stages(fine:coarse:)``.
  ///
  /// - Parameter pictures: (samples · height) × width × 3 of x / 255, sides multiples of 16
  package func stages(_ pictures: Variable) -> [Variable] {
    let fine = pictures.scaled(by: 1, plus: -0.5).blocked(by: 8)
    return analysis.stages(fine: fine, coarse: fine.blocked(by: 2))
  }

  /// What the prior expects of codes where it knows nothing of a picture, as numbers that are
  /// decoded: means and deviations of M channels.
  ///
  /// - Parameter level: a trained one
  package func expectedValues(level: Int) -> (means: [Float], deviations: [Float]) {
    let m = configuration.latents
    let tape = Tape(parameters, recording: false)
    let g = hyperSynthesis(unknown(tape, samples: 1), levels: [level])
    let codes = tape.constant(.zeros(rows: 4, columns: 4, channels: m))
    let expected = context(codes, g: g).value.slice(rows: 1..<2).values
    let gains = decodeGain(tape).entries([level]).value.values
    // In the middle, at a position where nothing is known yet; b of Laplace's distribution is
    // 1 / √2 of its deviation.
    let head = Array(expected[2 * m..<4 * m])
    let scales = Tensor(
      rows: 1, columns: 1, channels: m, values: Array(head[m...])
    ).mapped(.exponential).values
    return (
      zip(head[..<m], gains).map { $0 * $1 },
      zip(scales, gains).map { $0 * Float(2).squareRoot() * $1 }
    )
  }

  /// The pictures that values are decoded to: (samples · 64) × 64 × 3, about 0…1.
  ///
  /// - Parameter values: (samples · 4) × 4 × M
  package func pictures(decoding values: Tensor, samples: Int, level: Int) -> Tensor {
    let tape = Tape(parameters, recording: false)
    let levels = Array(repeating: level, count: samples)
    let g = hyperSynthesis(unknown(tape, samples: samples), levels: levels)
    let blocks = synthesis(tape.constant(values, samples: samples), g: g)
    return blocks.unblocked(by: 2).unblocked(by: 8).value.scaled(by: 1, plus: 0.5)
  }

  /// Hyper-latents as the prior expects them: samples × 1 × H.
  private func unknown(_ tape: Tape, samples: Int) -> Variable {
    let means = parameters.value(hyperMean).mapped(.rounding).values
    let all = (0..<samples).flatMap { _ in means }
    return tape.constant(
      Tensor(rows: samples, columns: 1, channels: configuration.hyperLatents, values: all),
      samples: samples)
  }

  /// Codes pictures and decodes them.
  ///
  /// What is decoded and what rates are taken of is rounded codes, whose gradients pass straight
  /// through. Where a code lies in its bin is nothing that true rates know of, so what they say to
  /// the encoder is of little use: it learns from the slopes at codes with noise. The prior learns
  /// from what will be coded.
  ///
  /// - Parameter noisy: whether there is noise; without it slopes are those of rounded codes
  package func callAsFunction(_ tape: Tape, _ crops: PhotoCrops, noisy: Bool) -> PhotoPass {
    let fine = tape.constant(crops.blocks, samples: crops.samples)
    let coarse = fine.blocked(by: 2)
    let y = analysis(fine: fine, coarse: coarse)
      .scaled(byChannel: encodeGain(tape).entries(crops.levels))
    let z = hyperAnalysis(y)
    let (codes, hyperCodes) = (y.rounded, z.rounded)
    let hyperBits = hyperCodes.logisticBits(
      mean: tape.variable(hyperMean), scale: hyperScale(tape),
      slopesAt: noisy ? z.detached.addingUniformNoise().value : nil)
    let g = hyperSynthesis(hyperCodes, levels: crops.levels)
    let expected = context(codes, g: g)
    let m = configuration.latents
    let (mean, logScale) = (expected.channels(0..<m), expected.channels(m..<2 * m))
    let bits = codes.laplaceBits(
      mean: mean, logScale: logScale,
      slopesAt: noisy ? y.detached.addingUniformNoise().value : nil)
    // Where in its bin a code is reconstructed follows from the prior, which is not to bend to it.
    let offsets = codes.value.reconstructionOffsets(mean: mean.value, logScale: logScale.value)
    let values = (codes + codes.constant(offsets))
      .scaled(byChannel: decodeGain(tape).entries(crops.levels))
    let picture = synthesis(values, g: g)
    return PhotoPass(
      latents: y, hyperLatents: z, squaredError: picture.squaredError(coarse.value), bits: bits,
      hyperBits: hyperBits, picture: picture)
  }
}
