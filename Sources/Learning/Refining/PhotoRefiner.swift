import Autodiff
import Networks
import Tensors
import Training

/// Refines the codes of each photograph by what gradients through the decoder itself say of their
/// cost: rate and distortion (semi-amortised coding, Campos et al. 2019; Yang et al. 2020).
///
/// Works piece by piece, so that memory does not grow with the picture. The same picture and plan
/// give the same codes.
package struct PhotoRefiner: LatentRefiner {
  private let encoder: PhotoModel
  private let model: TrainablePhotoModel
  private let weights: PhotoWeights
  private let lambdas: [Float]
  private let plan: RefiningPlan

  /// What one more squared error costs along a codec's own curve, from level to level, in the
  /// weights its levels were trained with: 1.2 gave the most with photo-3, of 1.0 to 1.8.
  private static let slope: Float = 1.2

  /// - Parameters:
  ///   - model: that codes
  ///   - file: of its numbers
  ///   - changes: the file of what changes them, of an adapted model
  /// - Throws: `ModelError`, also for a model that does not say what its levels were trained for.
  package init(
    _ model: PhotoModel, file: [UInt8], changes: [UInt8]?, plan: RefiningPlan
  ) throws(ModelError) {
    var adaptation: PhotoAdaptation?
    if let changes { adaptation = try PhotoAdaptation(file: changes) }
    weights = try PhotoWeights(file: file, adaptation: adaptation)
    guard let lambdas = weights.lambdas else {
      throw .badMetadata(key: "lambdas", value: weights.metadata["lambdas"] ?? "")
    }
    (self.plan, self.lambdas, encoder) = (plan, lambdas, model)
    self.model = TrainablePhotoModel(weights)
  }

  package func errorWeight(at level: QualityLevel) -> Double {
    Double(Self.slope * level.row(of: lambdas, levels: lambdas.count)[0])
  }

  package func refined(
    _ codes: PhotoLatents, of samples: [UInt8], size: PhotoSize, level: QualityLevel
  ) -> PhotoLatents {
    let unrounded = encoder.latents(of: samples, size: size, level: level)
    var (latents, hyper) = (codes.latents, codes.hyperLatents)
    let windows = LatentWindow.all(rows: size.rows, columns: size.columns)
    for (index, window) in windows.enumerated() {
      let piece = piece(window, samples, size, level)
      let small = window.ofHyperLatents
      let fixed = (codes: window.cut(latents), hyper: small.cut(hyper))
      let numbers = window.cut(unrounded)
      var descent = LatentDescent(
        piece, plan: plan, begin: (numbers, model.hyperLatents(of: numbers)), fixed: fixed,
        open: (
          window.inside(channels: latents.channels), small.inside(channels: hyper.channels)
        ), seed: index)
      let found = descent.run()
      guard
        piece.cost(found.codes, hyper: found.hyper) < piece.cost(fixed.codes, hyper: fixed.hyper)
      else { continue }
      latents = window.put(found.codes, into: latents)
      hyper = small.put(found.hyper, into: hyper)
    }
    return PhotoLatents(latents: latents, hyperLatents: hyper)
  }

  private func piece(
    _ window: LatentWindow, _ samples: [UInt8], _ size: PhotoSize, _ level: QualityLevel
  ) -> CodedPiece {
    func row(_ values: [Float]) -> Tensor {
      Tensor(rows: 1, columns: 1, channels: values.count, values: values)
    }
    let quality = weights.values["hyper_synthesis.quality.weight"] ?? []
    return CodedPiece(
      model: model, gains: row(encoder.steps(at: level)),
      quality: row(level.expectations(of: quality, levels: lambdas.count)),
      filter: encoder.postFilter?.weights(at: level), pixels: window.pixels(of: samples, size),
      // A mean over three samples a pixel, of 0…255.
      weight: Float(errorWeight(at: level)) * 65025 / 3)
  }
}

extension TrainablePhotoModel {
  /// Hyper-latents before they are rounded, of latents times their gain.
  fileprivate func hyperLatents(of latents: Tensor) -> Tensor {
    hyperAnalysis(Tape(parameters, recording: false).constant(latents)).value
  }
}
