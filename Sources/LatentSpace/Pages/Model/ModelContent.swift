import Aezip
import Files
import Images
import Networks
import Pages

/// The values of a model page's template.
struct ModelContent {
  struct Tile {
    let source: String
    let label: String
    let detail: String
    let width: Int
    let height: Int
  }

  struct Strip {
    let title: String
    let share: String
    let tiles: [Tile]
  }

  struct Layer {
    let title: String
    let detail: String
    let tiles: [Tile]
  }

  let title: String
  let facts: [ModelPage.Fact]
  /// The metadata of the file.
  let card: [ModelPage.Fact]
  let hasCard: Bool
  let sentence: String
  let strips: [Strip]
  let latentsText: String
  let plane: Tile?
  let hasLayers: Bool
  let layers: [Layer]
  /// The CSS classes of dreams and styles.
  let layout: String
  let dreams: [Tile]
  let hasDreams: Bool
  let style: [Tile]
  let hasStyle: Bool
  let styleText: String
  let tensors: [Tensor]
  let method: [ModelPage.Fact]
  let pageStyle = PageParts.model.style
  let policy = PageParts.model.policy
  let script = PageParts.model.script

  /// A tensor of the file.
  struct Tensor {
    let name: String
    let cells: [String]

    init(_ name: String, shape: [Int]) {
      self.name = displayName(of: Array(name.utf8))
      cells = [
        shape.map(String.init).joined(separator: "×"),
        PageNumber.whole(shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }),
      ]
    }
  }

  init(
    title: String, card: [ModelPage.Fact], _ file: SafeTensors, _ model: InspectedModel,
    _ latents: LatentTraversals, _ features: FeaturePictures?
  ) throws(ImageError) {
    self.title = title
    self.card = card
    hasCard = !card.isEmpty
    facts = model.facts(parameters: file)
    sentence =
      features == nil
      ? "This page shows what each latent changes in a picture. The model has no encoder."
      : "This page shows what each latent changes in a picture, and what each unit of the encoder "
        + "responds to."
    var strips: [Strip] = []
    for traversal in latents.traversals {
      let name = "Latent \(traversal.latent + 1)"
      strips.append(
        Strip(
          title: name,
          share: PageNumber.fixed(100 * traversal.share, 1) + "\u{A0}% of the change",
          tiles: try zip(LatentTraversals.moves, traversal.images).map {
            move, image throws(ImageError) in
            try Tile(image, "\(name) at \(PageNumber.fixed(Double(move), 0))")
          }))
    }
    self.strips = strips
    latentsText = Self.text(of: latents, model)
    plane = try latents.plane.map { image throws(ImageError) in
      try Tile(image, "Pictures decoded from the plane of both latents")
    }
    var layers: [Layer] = []
    for layer in features?.layers ?? [] {
      var tiles: [Tile] = []
      for unit in layer.units { tiles.append(try Tile(unit)) }
      layers.append(
        Layer(
          title: layer.name.prefix(1).uppercased() + layer.name.dropFirst(),
          detail: layer.units.count < layer.allUnits
            ? "\(layer.units.count) of \(PageNumber.whole(layer.allUnits)) units, evenly spaced"
            : "\(layer.allUnits) \(layer.allUnits == 1 ? "unit" : "units")", tiles: tiles))
    }
    (self.layers, hasLayers) = (layers, !layers.isEmpty)
    var dreams: [Tile] = []
    if let features, let photo = features.photo {
      dreams.append(try Tile(photo, "Photo"))
      for dream in features.dreams {
        dreams.append(
          try Tile(dream.image, dream.layer.prefix(1).uppercased() + dream.layer.dropFirst()))
      }
    }
    layout = model.isOfBlocks ? "large" : "large little"
    (self.dreams, hasDreams) = (dreams, !dreams.isEmpty)
    var style: [Tile] = []
    if let pictures = features?.style {
      style = [
        try Tile(pictures.content, "Content"), try Tile(pictures.style, "Style"),
        try Tile(pictures.result, "Content in that style"),
      ]
    }
    (self.style, hasStyle) = (style, !style.isEmpty)
    styleText =
      features?.style.map {
        "The distance of the result's Gram matrices from the style's is "
          + "\(PageNumber.fixed(100 * $0.remaining, 1))\u{A0}% of the content's, averaged over "
          + "layers."
      } ?? ""
    tensors = file.names.map { Tensor($0, shape: file.shape(of: $0) ?? []) }
    method = Self.method(model, features)
  }

  private static func text(of latents: LatentTraversals, _ model: InspectedModel) -> String {
    let shown = latents.traversals.count
    let held = latents.traversals.reduce(0) { $0 + $1.share }
    let examined = min(model.latents, LatentTraversals.maximumLatents)
    let which =
      shown < examined
      ? "These are the \(shown) of \(PageNumber.whole(examined)) latents that change pictures "
        + "most. "
        + "They make \(PageNumber.fixed(100 * held, 0))\u{A0}% of the change of all."
      : shown == 1
        ? "The model has one latent."
        : "These are all \(shown) latents, those that change pictures most first."
    return which
      + (examined < model.latents
        ? " Only the first \(PageNumber.whole(examined)) were examined." : "")
  }

  private static func method(
    _ model: InspectedModel, _ features: FeaturePictures?
  ) -> [ModelPage.Fact] {
    let isPhoto = model.isOfBlocks
    var method = [
      ModelPage.Fact(
        "Latents",
        "All latents have the mean of the model's prior, and one is moved by multiples of its "
          + "standard deviation. "
          + (isPhoto
            ? "The pictures show 48×48 pixels around the 16×16 block of the latent, as the "
              + "difference from the mean on grey, and each row has a contrast of its own. " : "")
          + "The percentage is a latent's share of the mean square change that one deviation makes."
      )
    ]
    guard let features else { return method }
    method.append(
      ModelPage.Fact(
        "Units",
        "Each picture starts from grey with noise and is optimised in \(UnitPictures.steps) steps "
          + "of gradient ascent on the unit's response (Erhan, Bengio, Courville & Vincent 2009), "
          + "with smoothed gradients and a fixed contrast. In a feature map the mean response is "
          + "maximised, which gives a texture. The numbers below a picture are the responses to "
          + "grey and to the picture."))
    if features.photo != nil {
      method.append(
        ModelPage.Fact(
          "Dreams",
          "\(DeepDream.steps) steps of gradient ascent on the mean square of a layer's responses "
            + "(Mordvintsev, Olah & Tyka 2015)"
            + (isPhoto ? " at each of three scales, from small to large." : ".")))
    }
    if features.style != nil {
      method.append(
        ModelPage.Fact(
          "Style",
          "\(StyleTransfer.steps) steps of Adam\(isPhoto ? " at each of three scales" : ""), which "
            + "start from the content and match the style's Gram matrices and the content's "
            + "deepest layer (Gatys, Ecker & Bethge 2015)."))
    }
    return method
  }
}

extension ModelContent.Tile {
  init(_ image: Image, _ label: String, detail: String = "") throws(ImageError) {
    source = try image.source()
    (self.label, self.detail) = (label, detail)
    (width, height) = (image.width, image.height)
  }

  init(_ unit: FeaturePictures.Unit) throws(ImageError) {
    let response = PageNumber.fixed(Double(unit.response.found), 2)
    let blank = PageNumber.fixed(Double(unit.response.blank), 2)
    try self.init(unit.image, "\(unit.number + 1)", detail: "\(blank) → \(response)")
  }
}

extension InspectedModel {
  /// A summary of the model.
  fileprivate func facts(parameters file: SafeTensors) -> [ModelPage.Fact] {
    let parameters = file.names.reduce(0) { sum, name in
      sum + (file.shape(of: name) ?? []).reduce(1, *)
    }
    let facts: [ModelPage.Fact]
    switch decoder {
    case .samples(let model):
      let shape = model.shape
      facts = [
        ModelPage.Fact(
          "Pictures", "\(shape.width)×\(shape.height), \(shape.channels == 3 ? "colour" : "grey")"),
        ModelPage.Fact("Latents", "\(latents)"),
        ModelPage.Fact(
          "Multiply-adds for a picture",
          (model.canEncode ? "\(PageNumber.whole(model.cost.encode)) to encode, " : "")
            + "\(PageNumber.whole(model.cost.decode)) to decode"),
      ]
    case .photo(let model, _):
      let sizes = model.configuration
      facts = [
        ModelPage.Fact("Pictures", "photographs of any size"),
        ModelPage.Fact("Latents", "\(sizes.latents) for 16×16 pixels"),
        ModelPage.Fact("Features", "\(sizes.features) for 8×8 pixels"),
        ModelPage.Fact("Quality levels", "\(sizes.levels)"),
      ]
    }
    return facts + [
      ModelPage.Fact("Parameters", PageNumber.whole(parameters)),
      ModelPage.Fact("Made with", "aezip \(Program.version)"),
    ]
  }
}
