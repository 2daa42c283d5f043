import Files
import LatentSpace
import Training

extension ModelDescription {
  /// The names and values of the metadata.
  private var rows: [[String]] {
    let rows =
      card?.rows ?? (photoCard?.rows ?? [])
      + (metadata ?? [:]).sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    return rows.map { $0.map { displayName(of: Array($0.utf8)) } }
  }

  /// The facts of the model for a page.
  var facts: [ModelPage.Fact] {
    rows.filter { $0[1].count <= 60 }.map { ModelPage.Fact($0[0], $0[1]) } + [
      ModelPage.Fact("parameters", "\(parameters)"),
      ModelPage.Fact(
        "multiply-adds for \(unitWords)",
        "\(cost.encode.fixed(0)) to encode, \(cost.decode.fixed(0)) to decode"),
    ]
  }

  /// The unit with its article.
  private var unitWords: String { cost.unit == "pixel" ? "a pixel" : "a sample" }

  var lines: [String] {
    let layerRows = layers.map { layer in
      [
        "  " + displayName(of: Array(layer.name.utf8)),
        layer.shape.map(String.init).joined(separator: "×"), "\(layer.count)",
      ]
    }
    var lines = [
      table(rows.map { ["  " + $0[0], $0[1]] }), "layers", table(layerRows, right: [1, 2]),
    ]
    if let card, let figures = card.figures {
      lines += ["figures"] + figures.lines(for: card).map { "  " + $0 }
    }
    if let photoCard, photoCard.figures != nil {
      lines += ["figures"]
      lines += photoCard.figureLines.flatMap { $0.split(separator: "\n") }.map { "  " + $0 }
    }
    return lines + [
      "\(plural(parameters, "parameter")); multiply-adds for \(unitWords): "
        + "\(cost.encode.fixed(0)) to encode, \(cost.decode.fixed(0)) to decode"
    ]
  }
}

extension ModelCard {
  /// Names and values.
  fileprivate var rows: [[String]] {
    var rows = [
      ["kind", settings.kind.rawValue],
      ["sample", "\(settings.shape)"],
      ["latents", "\(settings.latents)"],
      ["loss", settings.loss.rawValue],
      ["functions", "latents \(settings.codeActivation), output \(settings.output)"],
    ]
    if !settings.hidden.isEmpty {
      let widths = settings.hidden.map(String.init).joined(separator: ", ")
      rows.append(["hidden layers", "\(widths), \(settings.activation)"])
    }
    switch settings.kind {
    case .sparse:
      let penalty = settings.sparsity
      rows.append(["penalty", "\(penalty.weight) · \(penalty.form.rawValue), ρ \(penalty.target)"])
    case .denoising:
      let corruption = settings.corruption
      let hidden = corruption.hidden > 0 ? ", hidden \(corruption.hidden)" : ""
      rows.append(["corrupted by", "noise \(corruption.noise), mask \(corruption.mask)\(hidden)"])
    case .variational, .adversarial: rows.append(["latent weight", "\(settings.latentWeight)"])
    default: break
    }
    return rows + (plan?.rows ?? []) + [
      ["steps", "\(steps)"],
      ["data", "\(plural(data.trained, "sample")) of \(data.type), \(data.heldOut) held out"],
      ["data digest", data.digest],
      ["scaling", data.scaling],
      ["program", program],
    ]
  }
}

extension ModelCard.Data {
  /// As in "x / 255".
  fileprivate var scaling: String {
    let x = offset == 0 ? "x" : "(x − \(offset.digits))"
    let divisor = (1 / factor).rounded()
    return abs(divisor * factor - 1) < 1e-9
      ? "\(x) / \(divisor.fixed(0))" : "\(x) · \(factor.digits)"
  }
}

extension TrainingPlan {
  fileprivate var rows: [[String]] {
    [
      ["optimiser", optimiser == .sgd ? "sgd, momentum \(momentum)" : "adam"],
      [
        "rate",
        "\(Double(rate).digits), \(warmUp) steps of warm-up, falling to "
          + "\(Double(rate * finalShare).digits)",
      ],
      ["batch", "\(batch), by \(shard)"],
      ["seed", "\(seed)"],
    ]
  }
}
