import Files
import Training

extension ModelDescription {
  var lines: [String] {
    let rows =
      card?.rows ?? (photoCard?.rows ?? [])
      + (metadata ?? [:]).sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    let shown = rows.map { $0.map { displayName(of: Array($0.utf8)) } }
    let layerRows = layers.map { layer in
      [
        "  " + displayName(of: Array(layer.name.utf8)),
        layer.shape.map(String.init).joined(separator: "×"), "\(layer.count)",
      ]
    }
    var lines = [
      table(shown.map { ["  " + $0[0], $0[1]] }), "layers", table(layerRows, right: [1, 2]),
    ]
    if let card, let figures = card.figures {
      lines += ["figures"] + figures.lines(for: card).map { "  " + $0 }
    }
    if let photoCard, photoCard.figures != nil {
      lines += ["figures"]
      lines += photoCard.figureLines.flatMap { $0.split(separator: "\n") }.map { "  " + $0 }
    }
    let unit = card == nil ? "a pixel" : "an object"
    return lines + [
      "\(plural(parameters, "parameter")); multiply-adds for \(unit): "
        + "\(cost.encode.fixed(0)) to encode, \(cost.decode.fixed(0)) to decode"
    ]
  }
}

extension ModelCard {
  /// Names and values.
  fileprivate var rows: [[String]] {
    var rows = [
      ["kind", settings.kind.rawValue],
      ["object", "\(settings.shape)"],
      ["code", plural(settings.latents, "number")],
      ["loss", settings.loss.rawValue],
      ["functions", "code \(settings.codeActivation), out \(settings.output)"],
    ]
    if !settings.hidden.isEmpty {
      let widths = settings.hidden.map(String.init).joined(separator: ", ")
      rows.append(["between", "\(widths), \(settings.activation)"])
    }
    switch settings.kind {
    case .sparse:
      let penalty = settings.sparsity
      rows.append(["penalty", "\(penalty.weight) · \(penalty.form.rawValue), ρ \(penalty.target)"])
    case .denoising:
      rows.append(
        ["spoilt by", "noise \(settings.corruption.noise), mask \(settings.corruption.mask)"])
    case .variational, .adversarial: rows.append(["latent weight", "\(settings.latentWeight)"])
    default: break
    }
    return rows + (plan?.rows ?? []) + [
      ["steps", "\(steps)"],
      ["data", "\(plural(data.trained, "object")) of \(data.type), \(data.heldOut) held out"],
      ["data digest", data.digest],
      ["scaled by", data.scaling],
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
