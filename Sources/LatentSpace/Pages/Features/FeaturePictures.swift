import Aezip
import Autodiff
import Images
import Synchronization
import Training

/// All that is shown of an encoder's layers.
struct FeaturePictures {
  struct Unit {
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
    let left: Double
  }

  let layers: [Layer]
  /// The photo as the network takes it.
  let photo: Image?
  let dreams: [Dream]
  let style: Style?

  /// Units whose pictures are looked for together.
  private static let together = 8
  /// Pixels a side of photos at most, where a network takes any size.
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

  /// - Throws: ``LatentError/noPlaces`` where a style is asked for that units cannot tell
  init(
    of network: FeatureNetwork, _ request: ModelPage.Request,
    progress: @escaping @Sendable (Progress) -> Void
  ) async throws {
    let photo = request.photo.map { network.pixels(of: $0, side: Self.dreamSide) }
    let chosen = network.layers.map { layer in
      (0..<min(request.count, layer.units)).map {
        $0 * layer.units / min(request.count, layer.units)
      }
    }
    var work: [Work] = []
    if let content = request.content, let style = request.style {
      guard network.layers.dropLast().contains(where: \.isMap) else { throw LatentError.noPlaces }
      work.append(
        .style(
          content: network.pixels(of: content, side: Self.styleSide),
          style: network.pixels(of: style, side: Self.styleSide)))
    }
    if let photo { work += network.dreamt.map { .dream(layer: $0, photo) } }
    for (layer, units) in chosen.enumerated() {
      for first in stride(from: 0, to: units.count, by: Self.together) {
        let part = units[first..<min(first + Self.together, units.count)]
        work.append(.units(layer: layer, Array(part)))
      }
    }
    let total = work.reduce(0) { $0 + $1.steps(sizes: StyleTransfer.sizes(of: network)) }
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
      work.make(in: network, seed: seed, report)
    } consume: { made in
      switch made {
      case .units(let found): pictures.append(found)
      case .dream(let dream): dreams.append(dream)
      case .style(let transfer): style = transfer
      }
    }
    self.photo = photo?.images[0]
    self.dreams = zip(network.dreamt, dreams).map {
      Dream(layer: network.layers[$0].name, image: $1.images[0])
    }
    if let style, case .style(let content, let model)? = work.first {
      self.style = Style(
        content: content.images[0], style: model.images[0], result: style.picture.images[0],
        left: style.left)
    } else {
      self.style = nil
    }
    var found = pictures.flatMap { part in
      zip(part.pictures.images, part.responses).map { ($0, $1) }
    }[...]
    layers = zip(network.layers, chosen).map { layer, units in
      let own = found.prefix(units.count)
      found = found.dropFirst(units.count)
      return Layer(
        name: layer.name, allUnits: layer.units,
        units: zip(units, own).map { Unit(number: $0, image: $1.0, response: $1.1) })
    }
  }
}

extension FeaturePictures.Work {
  /// - Parameter sizes: that a style is brought to
  fileprivate func steps(sizes: Int) -> Int {
    switch self {
    case .units: UnitPictures.steps
    case .dream: 10 * DeepDream.steps
    case .style: 10 * StyleTransfer.steps * sizes
    }
  }

  fileprivate func make(
    in network: FeatureNetwork, seed: UInt64, _ report: @Sendable (Int) -> Void
  ) -> FeaturePictures.Made {
    switch self {
    case .units(let layer, let units):
      defer { report(steps(sizes: 1)) }
      let key = NoiseKey(seed: seed).derived(layer).derived(units.first ?? 0)
      return .units(UnitPictures(units, of: layer, in: network, key))
    case .dream(let layer, let photo):
      defer { report(steps(sizes: 1)) }
      return .dream(
        DeepDream.dream(photo, layer, in: network, NoiseKey(seed: seed).derived(layer)))
    case .style(let content, let style):
      return .style(StyleTransfer(content, style: style, in: network) { report(10) })
    }
  }
}

extension FeatureNetwork {
  /// The layers whose responses are made stronger in a photo: the first, one in the middle, the
  /// last before the code.
  fileprivate var dreamt: [Int] {
    let last = max(layers.count - 2, 0)
    return Set([0, last / 2 + last % 2, last]).sorted().filter { $0 < layers.count }
  }

  /// A picture as the network takes it.
  ///
  /// - Parameter side: pixels of the longer side at most, where it takes any size
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
