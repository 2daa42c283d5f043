import CPlatform
import Training

/// The result of a run.
struct TrainSummary {
  let model: ModelFile
  private let files: TrainFiles
  private let input: TrainingInput
  private let seconds: Double

  init(_ model: ModelFile, _ files: TrainFiles, _ input: TrainingInput, seconds: Double) {
    self.model = model
    self.files = files
    self.input = input
    self.seconds = seconds
  }

  var lines: [String] {
    let steps = model.card.steps == 0 ? "" : "\(plural(model.card.steps, "step")) in "
    let title = "\(model.title), \(steps)\(duration(seconds: seconds))"
    let written = model.card.steps == 0 ? [files.model] : [files.model, files.csv, files.chart]
    return lossTable + [title] + (model.card.figures?.lines(for: model.card) ?? [])
      + ["written: " + written.map(\.description).joined(separator: ", ")]
  }

  /// x, F(x) and (F(x) − x)² of each sample of small data.
  private var lossTable: [String] {
    guard input.table.count <= 16, input.table.numbersPerSample <= 8 else { return [] }
    let source = TableSamples(input.table, scale: input.scale)
    let table = LossTable(model.network, model.parameters, of: source) {
      input.scale.restored($0)
    }
    func vector(_ numbers: [Double]) -> String {
      "(" + numbers.map { $0.fixed(4) }.joined(separator: ", ") + ")"
    }
    let rows = table.rows.map {
      [vector($0.sample), vector($0.reconstruction), $0.squaredError.digits]
    }
    let all = [["x", "F(x)", "Σ (F(x) − x)²"]] + rows + [["all", "", table.total.digits]]
    return [AezipCommand.table(all, right: [2])]
  }
}

extension ModelFile {
  /// As in "conv autoencoder, 28×28×1 → 64 numbers, 439105 parameters".
  var title: String {
    let settings = card.settings
    let name = settings.kind == .pca ? "principal components" : "\(settings.kind) autoencoder"
    return "\(name), \(settings.shape) → \(plural(settings.latents, "number")), "
      + plural(parameters.size, "parameter")
  }
}

extension Figures {
  /// The figures of a model, a line each.
  func lines(for card: ModelCard) -> [String] {
    let data = card.data
    let evaluated =
      data.heldOut > 0
      ? "\(plural(data.heldOut, "sample")) held out"
      : "the \(plural(data.trained, "sample")) learned from"
    let fillsIn = card.settings.fillsIn
    let error = "squared error \(squaredError.digits) per sample"
    var lines = ["\(error)\(fillsIn ? ", of hidden parts" : ""), on \(evaluated)"]
    // Components fill nothing in, and an error of zero is no yardstick.
    if let componentsError, componentsError > 1e-9, !fillsIn {
      lines.append(
        "\((squaredError / componentsError).fixed(3)) × the error of as many principal components"
          + " (\(componentsError.digits))")
    }
    switch card.settings.kind {
    case .sparse:
      lines.append(
        "mean activation \(meanActivation.fixed(4)), "
          + "target \(Double(card.settings.sparsity.target).fixed(4))"
      )
    case .variational, .adversarial:
      lines.append(
        "latents: means within ±\(greatestMean.fixed(3)), deviations "
          + "\(leastDeviation.fixed(3))…\(greatestDeviation.fixed(3))")
    case .denoising: lines += denoising.map { [$0.line(beside: !fillsIn)] } ?? []
    default: break
    }
    return lines
  }
}

extension Figures.Denoising {
  /// - Parameter components: whether the error of principal components is shown
  fileprivate func line(beside components: Bool) -> String {
    func decibels(_ error: Double) -> String { "\((-10 * log10(error)).fixed(2)) dB" }
    return "corrupted \(decibels(corrupted)), restored \(decibels(restored))"
      + (projected.map { components ? ", by principal components \(decibels($0))" : "" } ?? "")
  }
}

extension Double {
  /// Four significant digits, in powers of ten where there would be many zeros.
  var digits: String {
    guard isFinite, self != 0 else { return "\(self)" }
    guard magnitude < 1e-3 else { return magnitude < 10 ? fixed(4) : threeDigits }
    var (mantissa, exponent) = (self, 0)
    while mantissa.magnitude < 1, exponent > -400 {
      (mantissa, exponent) = (mantissa * 10, exponent - 1)
    }
    return "\(mantissa.fixed(2))e\(exponent)"
  }
}
