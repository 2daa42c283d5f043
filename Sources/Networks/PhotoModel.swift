import Bytes
import Tensors

/// The network of the photo codec: pictures ⇄ quantised latents, and the prior over those.
///
/// A scale hyperprior (Ballé et al. 2018) with an autoregressive context model (Minnen et al. 2018)
/// of four steps. Sizes come from the model file; the architecture is in `Formats/codes-1.md`.
package struct PhotoModel: Sendable {
  package let configuration: PhotoConfiguration
  private(set) var analysis: Analysis
  private(set) var hyperAnalysis: HyperAnalysis
  let hyperSynthesis: HyperSynthesis
  let context: ContextModel
  let synthesis: Synthesis
  private(set) var encodeGain: [Float]
  let decodeGain: [Float]
  /// The distribution of each hyper-latent channel.
  package let hyperPrior: [HyperPrior]
  package let postFilter: PostFilter?

  /// Reads a model; throws ``ModelError``.
  ///
  /// - Parameters:
  ///   - file: the bytes of a safetensors file
  ///   - adaptation: changes of its weights
  package init(
    file bytes: [UInt8], adaptation: PhotoAdaptation? = nil
  ) throws(ModelError) {
    let file = try SafeTensors(bytes)
    guard adaptation == nil || file.metadata["format"] != PhotoAdaptation.format else {
      throw .adaptedBase
    }
    let sizes = try PhotoConfiguration(metadata: file.metadata)
    try adaptation?.check(against: sizes)
    let reader = WeightReader(file: file, adaptation: adaptation)
    configuration = sizes
    analysis = try Analysis(reader, sizes)
    hyperAnalysis = try HyperAnalysis(reader, sizes)
    hyperSynthesis = try HyperSynthesis(reader, sizes)
    context = try ContextModel(reader, sizes)
    synthesis = try Synthesis(reader, sizes)
    encodeGain = try reader.floats("gain.encode", sizes.levels, sizes.latents)
    decodeGain = try reader.floats("gain.decode", sizes.levels, sizes.latents)
    let means = try reader.floats("hyper_prior.mean", sizes.hyperLatents)
    let scales = try reader.floats("hyper_prior.scale", sizes.hyperLatents)
    var priors: [HyperPrior] = []
    for (mean, scale) in zip(means, scales) {
      priors.append(try HyperPrior(mean: Double(mean), scale: Double(scale)))
    }
    hyperPrior = priors
    postFilter = sizes.isFiltered ? try PostFilter(reader, levels: sizes.levels) : nil
  }

  /// The quantisation step of each channel, in units of the synthesis' input.
  package func steps(at level: QualityLevel) -> [Float] {
    level.row(of: decodeGain, levels: configuration.levels)
  }

  /// This model's decoder with the encoder of another of the same sizes.
  package func encoding(with other: PhotoModel) -> PhotoModel {
    precondition(other.configuration.hasSizes(of: configuration))
    var model = self
    (model.analysis, model.hyperAnalysis) = (other.analysis, other.hyperAnalysis)
    model.encodeGain = other.encodeGain
    return model
  }

  /// Multiply-adds for a pixel: to encode, to encode and decode again, and to decode.
  package var cost: (encode: Double, checkedEncode: Double, decode: Double) {
    let prior = hyperSynthesis.cost + context.cost
    let encode = analysis.cost + hyperAnalysis.cost + prior
    return (encode, encode + synthesis.cost, prior + synthesis.cost)
  }
}

/// The size of a picture and of its grids of latents.
package struct PhotoSize: Equatable, Sendable {
  package let width: Int
  package let height: Int

  package init(width: Int, height: Int) {
    precondition(width > 0 && height > 0)
    self.width = width
    self.height = height
  }

  /// The rows of hyper-latents: one for 64 rows of the picture, whose edge is repeated up to a
  /// multiple of 64.
  package var hyperRows: Int { (height + 63) / 64 }
  package var hyperColumns: Int { (width + 63) / 64 }
  package var rows: Int { 4 * hyperRows }
  package var columns: Int { 4 * hyperColumns }
  /// The pixels that the networks work on, those beyond the edges as well.
  package var paddedPixels: Int { 64 * hyperRows * (64 * hyperColumns) }
  /// Whether the picture is so narrow that most of these are beyond its edges, and so long that
  /// this matters.
  package var isStrip: Bool {
    let pixels = width * height
    return pixels > 1 << 14 && paddedPixels > 4 * pixels
  }
}

/// The quantised latents and hyper-latents of a picture.
package struct PhotoLatents: Equatable, Sendable {
  /// The latents in the bands in which they are coded, from the top, each rows × columns × latents.
  private let bands: [PackedLatents]
  /// rows / 4 × columns / 4 × hyper-latents.
  package let hyperLatents: LatentGrid

  /// rows × columns × latents.
  package var latents: LatentGrid { .stacked(bands.map(\.grid)) }

  /// - Parameter latents: rows × columns × latents
  package init(latents: LatentGrid, hyperLatents: LatentGrid) {
    let bands = CodingPart.bands(rows: latents.rows, columns: latents.columns)
    self.init(
      bands: bands.map { PackedLatents(latents.slice(rows: $0)) }, hyperLatents: hyperLatents)
  }

  /// - Parameter bands: the bands in which latents are coded, from the top
  package init(bands: [LatentGrid], hyperLatents: LatentGrid) {
    self.init(bands: bands.map { PackedLatents($0) }, hyperLatents: hyperLatents)
  }

  init(bands: [PackedLatents], hyperLatents: LatentGrid) {
    self.bands = bands
    self.hyperLatents = hyperLatents
  }

  /// The number of bands in which the latents are coded.
  package var bandCount: Int { bands.count }

  /// The latents of the band at `index`.
  package func band(_ index: Int) -> LatentGrid { bands[index].grid }
}

/// The remainders of rounding a picture's latents; see ``LatentGrid/remainders(of:)``.
package struct RoundingRemainders: Sendable {
  private let bands: [PackedLatents]

  init(bands: [PackedLatents]) {
    self.bands = bands
  }

  /// The remainders of the band at `index`.
  package func band(_ index: Int) -> LatentGrid { bands[index].grid }
}
