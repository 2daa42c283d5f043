import Aezip
import Autodiff
import Images
import Synchronization
import Training

/// Visualisations of an encoder's layers.
struct FeaturePictures {
  struct Unit {
    /// The index of the channel in its layer.
    let number: Int
    let image: Image
    let response: (found: Float, blank: Float)
  }

  struct Layer {
    let name: String
    let allUnits: Int
    let units: [Unit]
  }

  struct Dream {
    let layer: String
    let image: Image
  }

  struct Style {
    let content: Image
    let style: Image
    let result: Image
    /// As ``StyleTransfer/remaining``.
    let remaining: Double
  }

  let layers: [Layer]
  /// The photo in the size that the network takes.
  let photo: Image?
  let dreams: [Dream]
  let style: Style?

  /// Units whose pictures are optimised in one batch.
  private static let batch = 8
  /// The largest sides in pixels for networks that take pictures of any size.
  private static let (dreamSide, styleSide) = (512, 320)

  fileprivate enum Work: Sendable {
    case units(layer: Int, [Int])
    case dream(layer: Int, Pixels)
    case style(content: Pixels, style: Pixels)
  }

  fileprivate enum Made: Sendable {
    case units(UnitPictures)
    case dream(Pixels)
    case style(StyleTransfer)
  }

  /// Optimises all pictures that a request asks for, which takes seconds.
  ///
  /// - Throws: ``LatentError/notConvolutional`` if a style is requested and no layer has a map
  static func optimise(
    _ network: FeatureNetwork, _ request: ModelPage.Request,
    progress: @escaping @Sendable (Progress) -> Void
  ) async throws -> FeaturePictures {
    let photo = request.photo.map { network.pixels(of: $0, side: dreamSide) }
    let chosen = network.layers.map { evenlySpaced(request.count, of: $0.units) }
    let work = try plan(network, request, photo: photo, units: chosen)
    let total = work.reduce(0) { $0 + $1.steps(scales: StyleTransfer.scales(of: network)) }
    let done = Mutex(0)
    let report: @Sendable (Int) -> Void = { steps in
      let now = done.withLock { done in
        done += steps
        return done
      }
      progress(Progress(files: now, totalFiles: total, bytes: 0, totalBytes: 0))
    }
    let seed = request.seed
    var (pictures, dreams, style) = ([UnitPictures](), [Pixels](), nil as StyleTransfer?)
    try await Pipeline.run(work, width: max(request.jobs, 1)) { work in
      work.run(in: network, seed: seed, report)
    } consume: { made in
      switch made {
      case .units(let found): pictures.append(found)
      case .dream(let dream): dreams.append(dream)
      case .style(let transfer): style = transfer
      }
    }
    return FeaturePictures(
      layers: layers(network, chosen, pictures), photo: photo?.images[0],
      dreams: zip(network.dreamLayers, dreams).map {
        Dream(layer: network.layers[$0].name, image: $1.images[0])
      },
      style: style.flatMap { transfer in
        guard case .style(let content, let style)? = work.first else { return nil }
        return Style(
          content: content.images[0], style: style.images[0],
          result: transfer.picture.images[0], remaining: transfer.remaining)
      })
  }

  /// The style first, then dreams, then batches of units.
  private static func plan(
    _ network: FeatureNetwork, _ request: ModelPage.Request, photo: Pixels?, units: [[Int]]
  ) throws(LatentError) -> [Work] {
    var work: [Work] = []
    if let content = request.content, let style = request.style {
      guard network.layers.dropLast().contains(where: \.isMap) else { throw .notConvolutional }
      work.append(
        .style(
          content: network.pixels(of: content, side: styleSide),
          style: network.pixels(of: style, side: styleSide)))
    }
    if let photo { work += network.dreamLayers.map { .dream(layer: $0, photo) } }
    for (layer, units) in units.enumerated() {
      for first in stride(from: 0, to: units.count, by: batch) {
        let part = units[first..<min(first + batch, units.count)]
        work.append(.units(layer: layer, Array(part)))
      }
    }
    return work
  }

  private static func layers(
    _ network: FeatureNetwork, _ chosen: [[Int]], _ pictures: [UnitPictures]
  ) -> [Layer] {
    var found = pictures.flatMap { part in
      zip(part.pictures.images, part.responses).map { ($0, $1) }
    }[...]
    return zip(network.layers, chosen).map { layer, units in
      let own = found.prefix(units.count)
      found = found.dropFirst(units.count)
      return Layer(
        name: layer.name, allUnits: layer.units,
        units: zip(units, own).map { Unit(number: $0, image: $1.0, response: $1.1) })
    }
  }
}

extension FeaturePictures.Work {
  /// Units of progress.
  ///
  /// - Parameter scales: of a style transfer
  fileprivate func steps(scales: Int) -> Int {
    switch self {
    case .units: UnitPictures.steps
    case .dream: 10 * DeepDream.steps
    case .style: 10 * StyleTransfer.steps * scales
    }
  }

  fileprivate func run(
    in network: FeatureNetwork, seed: UInt64, _ report: @Sendable (Int) -> Void
  ) -> FeaturePictures.Made {
    switch self {
    case .units(let layer, let units):
      defer { report(steps(scales: 1)) }
      let key = NoiseKey(seed: seed).derived(layer).derived(units.first ?? 0)
      return .units(UnitPictures.maximise(units, of: layer, in: network, key))
    case .dream(let layer, let photo):
      defer { report(steps(scales: 1)) }
      return .dream(
        DeepDream.dream(photo, layer, in: network, NoiseKey(seed: seed).derived(layer)))
    case .style(let content, let style):
      return .style(StyleTransfer.render(content, style: style, in: network) { report(10) })
    }
  }
}

extension FeatureNetwork {
  /// The layers that dreams are made of: the first, a middle one, and the last before the latents.
  fileprivate var dreamLayers: [Int] {
    let last = max(layers.count - 2, 0)
    return Set([0, last / 2 + last % 2, last]).sorted().filter { $0 < layers.count }
  }

  /// A picture in a size that the network takes.
  ///
  /// - Parameter side: the largest side in pixels, if the network takes pictures of any size
  fileprivate func pixels(of image: Image, side: Int) -> Pixels {
    let channels = channels
    guard let shape else {
      let small = image.withoutAlpha.fitted(into: side)
      return Pixels(small, channels: channels).resized(
        height: max(small.height / 16 * 16, 32), width: max(small.width / 16 * 16, 32))
    }
    let plain = image.withoutAlpha
    let narrow = plain.scaled(
      toWidth: min(plain.width, shape.width), height: min(plain.height, shape.height))
    return Pixels(narrow, channels: channels)
      .resized(height: shape.height, width: shape.width)
  }
}
