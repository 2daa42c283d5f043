import Training

/// The result of a photo run.
struct PhotoSummary {
  let card: PhotoCard
  let files: TrainFiles
  let seconds: Double

  var lines: [String] {
    let origin = card.from.map { "tuned from \($0.name)" } ?? "trained from scratch"
    let written = [files.model, files.csv, files.chart].map(\.description)
    return [
      "photo codec, \(origin), \(plural(card.steps, "step")) in \(duration(seconds: seconds))"
    ]
      + card.figureLines + card.filterLines + ["written: " + written.joined(separator: ", ")]
  }
}

extension PhotoCard {
  /// The figures, a line each.
  var figureLines: [String] {
    guard let figures else { return [] }
    let evaluated = data.heldOut > 0 ? "held out" : "of those learned from"
    let (before, after) = (figures.before, figures.after)
    let change = 100 * (after.loss / before.loss - 1)
    let sign = change < 0 ? "−" : "+"
    let rows = figures.levels.enumerated().map { level, figures in
      [
        "  \(level)", figures.loss.fixed(4), figures.bitsPerPixel.fixed(4),
        figures.psnr.fixed(2) + " dB",
      ]
    }
    return [
      "loss \(before.loss.fixed(4)) → \(after.loss.fixed(4)) (\(sign)\(abs(change).fixed(2)) %), "
        + "\(before.bitsPerPixel.fixed(4)) → \(after.bitsPerPixel.fixed(4)) bpp, "
        + "\(before.psnr.fixed(2)) → \(after.psnr.fixed(2)) dB, on pieces of "
        + "\(plural(figures.pieces, "photograph")) \(evaluated)",
      table([["  level", "loss", "bpp", "PSNR"]] + rows, right: [1, 2, 3]),
    ]
  }

  /// The line of the post-filter, if there is one.
  fileprivate var filterLines: [String] {
    plan.filterPieces.map { ["post-filter fitted on \(plural($0, "piece"))"] } ?? []
  }

  /// Names and values.
  var rows: [[String]] {
    [["kind", "photo"]]
      + (from.map { [["tuned from", $0.name], ["… of digest", $0.digest]] } ?? [])
      + [
        ["optimiser", "adam"],
        [
          "rate",
          "\(plan.rate), \(plan.warmUp) steps of warm-up, "
            + "falling to \(plan.rate * plan.finalShare)",
        ],
        ["gradients' norm", "\(plan.clipping) at most"],
        ["batch", "\(plan.batch) pieces of \(plan.crop)×\(plan.crop) pixels, by \(plan.shard)"],
        ["filter", plan.filterPieces.map { "fitted on \(plural($0, "piece"))" } ?? "none"],
        ["seed", "\(plan.seed)"],
        ["steps", "\(steps)"],
        ["data", "\(plural(data.trained, "photograph")), \(data.heldOut) held out"],
        ["data digest", data.digest],
        ["program", program],
      ]
  }
}
