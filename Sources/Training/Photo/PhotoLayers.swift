import Autodiff
import Networks
import Tensors

/// The analysis transform: picture → latents before gain and rounding.
///
///     fine    (samples · 2r) × 2c × 192, blocks of 8×8 pixels
///     coarse  (samples · r) × c × 768, the same pixels in blocks of 16×16
///     out     (samples · r) × c × M
package struct PhotoAnalysisLayers: Sendable {
  private let linear, stem, head: DenseLayer
  private let blocks: [ResidualBlockLayer]

  package init(_ sizes: PhotoConfiguration, in assembly: inout PhotoAssembly) {
    linear = assembly.dense("analysis.linear", columns: PhotoOrder.pixels)
    stem = assembly.dense("analysis.stem", columns: PhotoOrder.blocks(3, 8))
    blocks = (0..<sizes.analysisBlocks).map { assembly.block("analysis.blocks.\($0)") }
    head = assembly.dense("analysis.head", columns: PhotoOrder.blocks(sizes.features, 2))
  }

  package func callAsFunction(fine: Variable, coarse: Variable) -> Variable {
    stages(fine: fine, coarse: coarse).last ?? coarse
  }

  /// Returns the outputs of the stem and of each block as (samples · 2r) × 2c × N, then the latents
  /// as (samples · r) × c × M.
  package func stages(fine: Variable, coarse: Variable) -> [Variable] {
    var stages = [stem(fine)]
    for block in blocks { stages.append(block(stages[stages.count - 1])) }
    return stages + [head(stages[stages.count - 1].blocked(by: 2), adding: linear(coarse))]
  }
}

/// The hyper-analysis: latents → hyper-latents before rounding, (samples · r/4) × c/4 × H.
package struct PhotoHyperAnalysisLayers: Sendable {
  private let stem, down1, down2: DenseLayer
  private let block0, block1: ResidualBlockLayer

  package init(_ sizes: PhotoConfiguration, in assembly: inout PhotoAssembly) {
    let order = PhotoOrder.blocks(sizes.context, 2)
    stem = assembly.dense("hyper_analysis.stem")
    block0 = assembly.block("hyper_analysis.block0")
    down1 = assembly.dense("hyper_analysis.down1", columns: order)
    block1 = assembly.block("hyper_analysis.block1")
    down2 = assembly.dense("hyper_analysis.down2", columns: order)
  }

  package func callAsFunction(_ latents: Variable) -> Variable {
    let half = down1(block0(stem(latents)).blocked(by: 2))
    return down2(block1(half).blocked(by: 2))
  }
}

/// The hyper-synthesis: hyper-latents → side information for prior and synthesis, (samples · r) × c
/// × C.
package struct PhotoHyperSynthesisLayers: Sendable {
  private let up1, up2: DenseLayer
  private let block0, block1: ResidualBlockLayer
  private let quality: Parameter

  package init(_ sizes: PhotoConfiguration, in assembly: inout PhotoAssembly) {
    let order = PhotoOrder.blocks(sizes.context, 2)
    up1 = assembly.dense("hyper_synthesis.up1", rows: order)
    block0 = assembly.block("hyper_synthesis.block0")
    up2 = assembly.dense("hyper_synthesis.up2", rows: order)
    block1 = assembly.block("hyper_synthesis.block1")
    quality = assembly.table("hyper_synthesis.quality.weight")
  }

  package func callAsFunction(_ z: Variable, levels: [Int]) -> Variable {
    self(z, quality: z.tape.variable(quality).entries(levels))
  }

  /// - Parameter quality: the embedding of the level, 1 × 1 × C or one per sample
  package func callAsFunction(_ z: Variable, quality: Variable) -> Variable {
    let half = block0(up1(z).unblocked(by: 2))
    return block1(up2(half).unblocked(by: 2)).biased(byChannel: quality)
  }
}

/// The synthesis transform: dequantised latents and g → picture minus one half, (samples · r) × c ×
/// 768 in the order of ``PhotoAnalysisLayers``' coarse blocks.
package struct PhotoSynthesisLayers: Sendable {
  private let linear, stem, hyper, head: DenseLayer
  private let blocks: [ResidualBlockLayer]

  package init(_ sizes: PhotoConfiguration, in assembly: inout PhotoAssembly) {
    let order = PhotoOrder.blocks(sizes.features, 2)
    stem = assembly.dense("synthesis.stem", rows: order)
    hyper = assembly.dense("synthesis.hyper", rows: order)
    blocks = (0..<sizes.synthesisBlocks).map { assembly.block("synthesis.blocks.\($0)") }
    linear = assembly.dense("synthesis.linear", rows: PhotoOrder.pixels)
    head = assembly.dense("synthesis.head", rows: PhotoOrder.blocks(3, 8))
  }

  package func callAsFunction(_ values: Variable, g: Variable) -> Variable {
    let features = hyper(g, adding: stem(values)).unblocked(by: 2)
    return linear(values, adding: head(blocks.reduce(features) { $1($0) }).blocked(by: 2))
  }
}
