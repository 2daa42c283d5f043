import Networks

/// The kinds of autoencoder: an architecture and what it is asked to do.
package enum AutoencoderKind: String, Sendable, Codable, CaseIterable {
  /// One dense layer to the code, one back.
  case vanilla
  /// Several dense layers each way.
  case deep
  /// Convolutions and a dense layer to the code, the same back.
  case conv
  /// Codes that are seldom active, by a penalty on them (Ng, "Sparse autoencoder", 2011).
  case sparse
  /// Gets noisy or masked objects, is asked for clean ones (Vincent et al. 2008).
  case denoising
  /// Codes are normal distributions, kept near the standard one (Kingma & Welling 2014).
  case variational
  /// A second network tells codes from normal numbers, the encoder deceives it
  /// (Makhzani et al. 2015).
  case adversarial
  /// Principal components, by LAPACK: the yardstick.
  case pca
}

/// How far a reconstruction is from its object.
package enum AutoencoderLoss: String, Sendable, Codable, CaseIterable {
  /// Σ (x − t)²
  case squared
  /// −Σ t·ln p + (1 − t)·ln(1 − p)
  case crossEntropy = "cross-entropy"
  /// 1 − cos of the angle between them
  case cosine
}

/// What sparse codes pay for being active.
package struct SparsityPenalty: Sendable, Equatable, Codable {
  package enum Form: String, Sendable, Codable, CaseIterable {
    /// Divergence of each number's mean activation from the target.
    case kl
    /// Σ |z|
    case l1
    /// Σ z²
    case l2
  }

  package var form: Form
  /// ρ of the divergence.
  package var target: Float
  /// What the penalty is multiplied by.
  package var weight: Float

  package init(form: Form = .kl, target: Float = 0.1, weight: Float = 3) {
    self.form = form
    self.target = target
    self.weight = weight
  }
}

/// How a denoising autoencoder's objects are spoilt.
package struct Corruption: Sendable, Equatable, Codable {
  /// Deviation of the normal noise added.
  package var noise: Float
  /// The share of numbers set to zero.
  package var mask: Float
  /// The share of a picture's area that one rectangle hides, which is marked as not known.
  package var hidden: Float

  package init(noise: Float = 0.3, mask: Float = 0, hidden: Float = 0) {
    self.noise = noise
    self.mask = mask
    self.hidden = hidden
  }

  /// Models of before say nothing of rectangles.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    noise = try values.decode(Float.self, forKey: .noise)
    mask = try values.decode(Float.self, forKey: .mask)
    hidden = try values.decodeIfPresent(Float.self, forKey: .hidden) ?? 0
  }
}

/// How convolutions come to half the sides, and back to the whole.
package enum Halving: String, Sendable, Codable, CaseIterable {
  /// They take every second position; transposed ones give two for one.
  case stride
  /// The greatest of 2×2 positions is taken; back, each is repeated before a convolution.
  case maxima
}

/// All that makes an autoencoder what it is, but its weights.
package struct AutoencoderSettings: Sendable, Equatable, Codable {
  package var kind: AutoencoderKind
  package var shape: SampleShape
  /// Numbers of a code.
  package var latents: Int
  /// Numbers between the layers from object to code, and back in reverse; channels of the
  /// convolutions where there are some, each of which halves the sides.
  package var hidden: [Int]
  /// How convolutions come to half the sides.
  package var halving: Halving
  /// Whether beside the hidden layers one linear layer each way leads to the code and back, which
  /// begins as principal components: what the others add is what those miss.
  package var linearPath: Bool
  /// After hidden layers.
  package var activation: Activation
  /// After the code's layer.
  package var codeActivation: Activation
  /// After the last layer: sigmoid for objects between 0 and 1.
  package var output: Activation
  package var loss: AutoencoderLoss
  package var sparsity: SparsityPenalty
  package var corruption: Corruption
  /// What the divergence of variational codes, or the adversary's verdict, is multiplied by.
  package var latentWeight: Float

  /// Whether it learns to fill in parts of pictures that are hidden from it.
  package var fillsIn: Bool { kind == .denoising && corruption.hidden > 0 }

  /// The settings that suit a kind and a shape; objects between 0 and 1.
  ///
  /// - Parameter latents: numbers of a code; nil for a number that suits the shape
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

  /// Numbers of an object above which convolutions need longer than anyone waits to come to what
  /// principal components are from the beginning.
  private static let largestWithoutLinearPath = 1024

  /// One linear layer each way: what principal components are the best of.
  package static func linear(shape: SampleShape, latents: Int) -> AutoencoderSettings {
    var settings = AutoencoderSettings(.vanilla, shape: shape, latents: latents)
    settings.output = .identity
    return settings
  }

  /// About a twelfth as many numbers, a power of two.
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
      // 784 → 512 → 256; never so narrow that bends could not be made.
      let first = min(max((shape.count * 2 / 3 + 31) / 32 * 32, 32), 1024)
      return [min(first, 512), max(min(first, 512) / 2, 16)]
    }
  }

  /// How often both sides can be halved until one is odd or 4.
  package static func halvings(of shape: SampleShape) -> Int {
    var (height, width, count) = (shape.height, shape.width, 0)
    while height % 2 == 0, width % 2 == 0, min(height, width) > 4, count < 4 {
      (height, width, count) = (height / 2, width / 2, count + 1)
    }
    return count
  }
}
