import Aezip
import Files
import Images
import Networks
import Pages

/// What the template of a model's page names.
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
  /// All that the file says of itself.
  let card: [ModelPage.Fact]
  let hasCard: Bool
  let sentence: String
  let strips: [Strip]
  let numbersText: String
  let plane: Tile?
  let hasLayers: Bool
  let layers: [Layer]
  /// How pictures that are not of a row or a grid are laid out.
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
    _ numbers: NumberStrips, _ features: FeaturePictures?
  ) throws(ImageError) {
    self.title = title
    self.card = card
    hasCard = !card.isEmpty
    facts = model.facts(parameters: file)
    sentence =
      features == nil
      ? "This model only decodes: what its numbers draw is all there is to see."
      : "What each number of a code draws, and what each unit of the encoder looks for."
    var strips: [Strip] = []
    for strip in numbers.strips {
      strips.append(
        Strip(
          title: "Number \(strip.number + 1)",
          share: PageNumber.fixed(100 * strip.share, 1) + "\u{A0}% of the change",
          tiles: try zip(NumberStrips.moves, strip.images).map { move, image throws(ImageError) in
            try Tile(image, "Number \(strip.number + 1) at \(PageNumber.fixed(Double(move), 0))")
          }))
    }
    self.strips = strips
    numbersText = Self.words(of: numbers, model)
    plane = try numbers.plane.map { image throws(ImageError) in
      try Tile(image, "Pictures of codes all over the plane")
    }
    var layers: [Layer] = []
    for layer in features?.layers ?? [] {
      var tiles: [Tile] = []
      for unit in layer.units { tiles.append(try Tile(unit)) }
      layers.append(
        Layer(
          title: layer.name.prefix(1).uppercased() + layer.name.dropFirst(),
          detail: layer.units.count < layer.allUnits
            ? "\(layer.units.count) of \(PageNumber.whole(layer.allUnits)) units, evenly spread"
            : "\(layer.allUnits) \(layer.allUnits == 1 ? "unit" : "units")", tiles: tiles))
    }
    (self.layers, hasLayers) = (layers, !layers.isEmpty)
    var dreams: [Tile] = []
    if let features, let photo = features.photo {
      dreams.append(try Tile(photo, "The photo"))
      for dream in features.dreams {
        dreams.append(
          try Tile(dream.image, dream.layer.prefix(1).uppercased() + dream.layer.dropFirst()))
      }
    }
    layout = model.isOfPlaces ? "large" : "large little"
    (self.dreams, hasDreams) = (dreams, !dreams.isEmpty)
    var style: [Tile] = []
    if let pictures = features?.style {
      style = [
        try Tile(pictures.content, "Content"), try Tile(pictures.style, "Style"),
        try Tile(pictures.result, "The content in that style"),
      ]
    }
    (self.style, hasStyle) = (style, !style.isEmpty)
    styleText =
      features?.style.map {
        "In what goes with what, layer by layer, the result is "
          + "\(PageNumber.fixed(100 * $0.left, 1))\u{A0}% as far from the style as the content was."
      } ?? ""
    tensors = file.names.map { Tensor($0, shape: file.shape(of: $0) ?? []) }
    method = Self.method(model, features)
  }

  private static func words(of numbers: NumberStrips, _ model: InspectedModel) -> String {
    let shown = numbers.strips.count
    let held = numbers.strips.reduce(0) { $0 + $1.share }
    let all = min(model.latents, NumberStrips.mostNumbers)
    let which =
      shown < all
      ? "The \(shown) of \(PageNumber.whole(all)) numbers that change pictures most, which hold "
        + "\(PageNumber.fixed(100 * held, 0))\u{A0}% of the change of all."
      : shown == 1
        ? "The one number." : "All \(shown) numbers, the one that changes pictures most first."
    return which
      + (all < model.latents ? " Only the first \(PageNumber.whole(all)) were looked at." : "")
  }

  private static func method(
    _ model: InspectedModel, _ features: FeaturePictures?
  ) -> [ModelPage.Fact] {
    let isPhoto = model.isOfPlaces
    var method = [
      ModelPage.Fact(
        "What numbers draw",
        "The code the model's prior expects where it knows nothing, with one number moved by so many "
          + "of its expected deviations"
          + (isPhoto
            ? ": 48×48 pixels about the place of 16×16 that the number is for, the difference from the "
              + "expected ones on grey, each row at a contrast of its own."
            : ".")
          + " The share is of the mean square change that one deviation of each number makes.")
    ]
    guard let features else { return method }
    method.append(
      ModelPage.Fact(
        "What units look for",
        "From grey with a little noise, \(UnitPictures.steps) steps uphill in the unit's response "
          + "(Erhan, Bengio, Courville & Vincent 2009) at one contrast, gradients smoothed. Where a "
          + "unit is at many places, the mean of all goes up, and a texture is found. Below a "
          + "picture are the responses to grey and to it."))
    if features.photo != nil {
      method.append(
        ModelPage.Fact(
          "Dreams",
          "\(DeepDream.steps) steps uphill in the mean square of a layer's responses "
            + "(Mordvintsev, Olah & Tyka 2015)\(isPhoto ? " at each of three sizes, from small to large." : ".")"
        ))
    }
    if features.style != nil {
      method.append(
        ModelPage.Fact(
          "Style",
          "\(StyleTransfer.steps) steps of Adam\(isPhoto ? " at each of three sizes" : "") from the "
            + "content on, towards the style's Gram matrices and the content's deepest layer "
            + "(Gatys, Ecker & Bethge 2015)."))
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
  /// What a model is, in short.
  fileprivate func facts(parameters file: SafeTensors) -> [ModelPage.Fact] {
    let parameters = file.names.reduce(0) { sum, name in
      sum + (file.shape(of: name) ?? []).reduce(1, *)
    }
    let facts: [ModelPage.Fact]
    switch decoder {
    case .objects(let model):
      let shape = model.shape
      facts = [
        ModelPage.Fact(
          "Pictures", "\(shape.width)×\(shape.height), \(shape.channels == 3 ? "colour" : "grey")"),
        ModelPage.Fact("Code", "\(latents) \(latents == 1 ? "number" : "numbers")"),
        ModelPage.Fact(
          "Multiply-adds a picture",
          (model.canEncode ? "\(PageNumber.whole(model.cost.encode)) to encode, " : "")
            + "\(PageNumber.whole(model.cost.decode)) to decode"),
      ]
    case .photo(let model, _):
      let sizes = model.configuration
      facts = [
        ModelPage.Fact("Pictures", "photographs of any size"),
        ModelPage.Fact("Code", "\(sizes.latents) numbers for 16×16 pixels"),
        ModelPage.Fact("Features", "\(sizes.features) for 8×8 pixels"),
        ModelPage.Fact("Qualities", "\(sizes.levels) trained"),
      ]
    }
    return facts + [
      ModelPage.Fact("Parameters", PageNumber.whole(parameters)),
      ModelPage.Fact("With", "aezip \(Program.version)"),
    ]
  }
}
