import Networks

/// The kinds of autoencoder. A kind is an architecture and a training objective.
package enum AutoencoderKind: String, Sendable, Codable, CaseIterable {
  /// One dense layer each way.
  case vanilla
  /// Several dense layers each way.
  case deep
  /// Convolutions and a dense layer each way.
  case conv
  /// A penalty keeps most latents inactive (Ng, "Sparse autoencoder", 2011).
  case sparse
  /// The network restores noisy or masked samples (Vincent et al. 2008).
  case denoising
  /// Latents are normal distributions near the standard one (Kingma & Welling 2014).
  case variational
  /// A discriminator learns to tell latents from normal numbers, and the encoder to deceive it
  /// (Makhzani et al. 2015).
  case adversarial
  /// Principal components, found by LAPACK, to compare with.
  case pca
}

/// The distance of a reconstruction x from its sample t.
package enum AutoencoderLoss: String, Sendable, Codable, CaseIterable {
  /// Σ (x − t)²
  case squared
  /// −Σ t·ln p + (1 − t)·ln(1 − p)
  case crossEntropy = "cross-entropy"
  /// 1 − cos of the angle between them
  case cosine
}

/// The penalty on active latents.
package struct SparsityPenalty: Sendable, Equatable, Codable {
  package enum Form: String, Sendable, Codable, CaseIterable {
    /// The Kullback-Leibler divergence of each latent's mean activation from the target.
    case kl
    /// Σ |z|
    case l1
    /// Σ z²
    case l2
  }

  package var form: Form
  /// The target ρ of the divergence.
  package var target: Float
  /// The weight of the penalty in the loss.
  package var weight: Float

  package init(form: Form = .kl, target: Float = 0.1, weight: Float = 3) {
    self.form = form
    self.target = target
    self.weight = weight
  }
}

/// How a denoising autoencoder's samples are corrupted.
package struct Corruption: Sendable, Equatable, Codable {
  /// The standard deviation of the added normal noise.
  package var noise: Float
  /// The share of values set to zero.
  package var mask: Float
  /// The share of a picture's area that one rectangle hides; the rectangle is marked as unknown.
  package var hidden: Float

  package init(noise: Float = 0.3, mask: Float = 0, hidden: Float = 0) {
    self.noise = noise
    self.mask = mask
    self.hidden = hidden
  }

  /// Older models have no entry for rectangles.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    noise = try values.decode(Float.self, forKey: .noise)
    mask = try values.decode(Float.self, forKey: .mask)
    hidden = try values.decodeIfPresent(Float.self, forKey: .hidden) ?? 0
  }
}

/// The way convolutions halve the sides and double them again.
package enum Halving: String, Sendable, Codable, CaseIterable {
  /// Convolutions have stride 2; transposed convolutions double the sides.
  case stride
  /// Max pooling takes 2×2 positions; the decoder upsamples by repetition before a convolution.
  case maxima
}

/// The configuration of an autoencoder without its weights.
package struct AutoencoderSettings: Sendable, Equatable, Codable {
  package var kind: AutoencoderKind
  package var shape: SampleShape
  /// The number of latents of a sample.
  package var latents: Int
  /// The widths of the layers from sample to latents; the decoder has them in reverse. For
  /// convolutions they are channels, and each convolution halves the sides.
  package var hidden: [Int]
  /// The way convolutions halve the sides.
  package var halving: Halving
  /// Whether a linear layer each way runs parallel to the hidden layers. It starts as principal
  /// components, and the hidden layers learn the residual.
  package var linearPath: Bool
  /// The activation after hidden layers.
  package var activation: Activation
  /// The activation of the latents.
  package var codeActivation: Activation
  /// The activation of the output; sigmoid suits samples between 0 and 1.
  package var output: Activation
  package var loss: AutoencoderLoss
  package var sparsity: SparsityPenalty
  package var corruption: Corruption
  /// The weight of the divergence of variational latents or of the adversarial loss.
  package var latentWeight: Float

  /// Whether it learns to inpaint hidden parts of pictures.
  package var fillsIn: Bool { kind == .denoising && corruption.hidden > 0 }

  /// The default settings of a kind for a shape, for samples between 0 and 1.
  ///
  /// - Parameter latents: the number of latents; nil for the default of the shape
  package init(_ kind: AutoencoderKind, shape: SampleShape, latents: Int? = nil) {
    self.kind = kind
    self.shape = shape
    self.latents = latents ?? Self.latents(for: shape)
    hidden = Self.hidden(kind, shape)
    halving = .stride
    activation = .leaky
    codeActivation = kind == .sparse ? .sigmoid : .identity
    linearPath = kind == .conv && shape.count > Self.largestWithoutLinearPath
    output = kind == .pca || linearPath ? .identity : .sigmoid
    loss = kind == .variational ? .crossEntropy : .squared
    sparsity = SparsityPenalty()
    corruption = Corruption()
    latentWeight = 1
  }

  /// The sample size up to which convolutions go without a linear path. Above it they take too long
  /// to reach the quality of principal components.
  private static let largestWithoutLinearPath = 1024

  /// One linear layer each way, for which principal components are optimal.
  package static func linear(shape: SampleShape, latents: Int) -> AutoencoderSettings {
    var settings = AutoencoderSettings(.vanilla, shape: shape, latents: latents)
    settings.output = .identity
    return settings
  }

  /// The largest power of two up to a twelfth of the sample size, from 1 to 512.
  package static func latents(for shape: SampleShape) -> Int {
    var latents = 1
    while 24 * latents <= shape.count, latents < 512 { latents *= 2 }
    return latents
  }

  private static func hidden(_ kind: AutoencoderKind, _ shape: SampleShape) -> [Int] {
    switch kind {
    case .vanilla, .sparse, .pca: return []
    case .conv: return Array([32, 64, 64, 64].prefix(halvings(of: shape)))
    case .deep, .denoising, .variational, .adversarial:
      // Sizes go 784 → 512 → 256; a lower bound keeps the layers able to fit nonlinear functions.
      let first = min(max((shape.count * 2 / 3 + 31) / 32 * 32, 32), 1024)
      return [min(first, 512), max(min(first, 512) / 2, 16)]
    }
  }

  /// The number of times both sides can be halved until one is odd or at most 4; at most 4 times.
  package static func halvings(of shape: SampleShape) -> Int {
    var (height, width, count) = (shape.height, shape.width, 0)
    while height % 2 == 0, width % 2 == 0, min(height, width) > 4, count < 4 {
      (height, width, count) = (height / 2, width / 2, count + 1)
    }
    return count
  }
}
