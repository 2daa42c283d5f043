import Autodiff
import Networks
import Tensors
import Training

/// Refines the latents of a photograph by gradients of the rate-distortion cost through the decoder
/// (semi-amortised coding, Campos et al. 2019; Yang et al. 2020).
///
/// It works window by window, so that memory does not grow with the picture. The result depends
/// only on the model, the picture, its level and the plan.
package struct PhotoRefiner: LatentRefiner {
  private let encoder: PhotoModel
  private let model: TrainablePhotoModel
  private let weights: PhotoWeights
  private let lambdas: [Float]
  private let plan: RefiningPlan

  /// The weight of squared error, relative to the weight that a level was trained with. It is to
  /// match the slope of the codec's rate-distortion curve from level to level. Of the values from
  /// 1.0 to 1.8, 1.2 saves most with photo-3.
  private static let slope: Float = 1.2

  /// - Parameters:
  ///   - model: the model that encodes
  ///   - file: its model file
  ///   - changes: the delta file of an adapted model
  /// - Throws: `ModelError`, also if the model does not say what its levels were trained for
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
    _ quantised: PhotoLatents, of samples: [UInt8], size: PhotoSize, level: QualityLevel
  ) -> PhotoLatents {
    let unrounded = encoder.latents(of: samples, size: size, level: level)
    var (latents, hyper) = (quantised.latents, quantised.hyperLatents)
    let windows = LatentWindow.all(rows: size.rows, columns: size.columns)
    for (index, window) in windows.enumerated() {
      let piece = piece(window, samples, size, level)
      let small = window.ofHyperLatents
      let fixed = (latents: window.cut(latents), hyper: small.cut(hyper))
      let numbers = window.cut(unrounded)
      var descent = LatentDescent(
        piece, plan: plan, begin: (numbers, model.hyperLatents(of: numbers)), fixed: fixed,
        open: (
          window.inside(channels: latents.channels), small.inside(channels: hyper.channels)
        ), seed: index)
      let found = descent.run()
      guard
        piece.cost(found.latents, hyper: found.hyper)
          < piece.cost(fixed.latents, hyper: fixed.hyper)
      else { continue }
      latents = window.put(found.latents, into: latents)
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
      quality: row(level.conditioning(of: quality, levels: lambdas.count)),
      filter: encoder.postFilter?.weights(at: level), pixels: window.pixels(of: samples, size),
      // The weight is of a mean over three samples a pixel, 0…255.
      weight: Float(errorWeight(at: level)) * 65025 / 3)
  }
}

extension TrainablePhotoModel {
  /// Hyper-latents before rounding, from scaled latents.
  fileprivate func hyperLatents(of latents: Tensor) -> Tensor {
    hyperAnalysis(Tape(parameters, recording: false).constant(latents)).value
  }
}

/// How much work refines the latents of a picture.
package struct RefiningPlan: Sendable, Equatable {
  /// Gradient steps for each window.
  package let steps: Int
  /// The fraction of the way to their target that the logits of probabilities move in a step.
  package let share: Float
  /// Adam's rate for hyper-latents, in latents per step; it falls to a tenth.
  package let hyperRate: Float = 0.05
  /// Temperatures of probabilities, in bits, after the last step and at the first. A choice that
  /// saves several times as many bits is nearly certain.
  package let temperatures: ClosedRange<Float>
  /// Temperatures of hyper-latents after the last step and at the first.
  package let hyperTemperatures: ClosedRange<Float> = 0.25...0.5

  /// The valid efforts.
  package static let efforts = 1...9

  private static let steps = [4: 8, 5: 16, 6: 32, 7: 64, 8: 128, 9: 256]

  package init(steps: Int) {
    self.steps = steps
    // All probabilities move at once and agree better if they move slowly, but few steps must be
    // long.
    share = max(5 / Float(steps + 4), 0.015)
    // At lower temperatures, few steps freeze wrong choices.
    temperatures = (steps < 100 ? 0.2 : 0.05)...4
  }

  /// The plan of an effort; nil if the effort does not refine.
  package init?(effort: Int) {
    guard let steps = Self.steps[effort] else { return nil }
    self.init(steps: steps)
  }
}
