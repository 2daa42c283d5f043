extension Segment {
  /// The most numbers of the sample by which a plan is chosen.
  private static let sampleCount = 1 << 16

  /// The plan that codes a sample of the segment in the fewest bytes.
  ///
  /// - Parameter learns: whether predictors may be learned from the numbers
  package func bestPlan(learns: Bool) -> Plan {
    let sample = sample
    var best = (plan: Plan(coder: .plain, predictors: .all(.none)), size: Int.max)
    let learned = learns ? sample.learnedPredictors().map(ColumnPredictors.linear) : []
    for predictors in sample.bestPredictors() + learned {
      for coder in SegmentCoder.allCases where coder != .plain {
        let plan = Plan(coder: coder, predictors: predictors)
        let size = sample.coded(plan).size
        if size < best.size { best = (plan, size) }
      }
    }
    return best.plan
  }

  /// Rows from the middle of the segment.
  private var sample: Segment {
    let count = codes.count
    guard count > Self.sampleCount else { return self }
    let length = form.row <= Self.sampleCount ? Self.sampleCount / form.row * form.row : count
    let taken = min(length, Self.sampleCount)
    let start = min((count - taken) / 2 / form.row * form.row, count - taken)
    return part(start..<start + taken)
  }

  /// The best predictor of all columns, and the best one of each, by the sizes of the differences.
  private func bestPredictors() -> [ColumnPredictors] {
    let columns = form.row <= TableForm.Limit.columns ? form.row : 1
    var costs = Predictor.allCases.map { predictor in
      var costs = Array(repeating: 0, count: columns)
      for (index, difference) in differences(.all(predictor)).enumerated() {
        let magnitude = difference.magnitude
        costs[index % columns] += magnitude == 0 ? 0 : 65 - magnitude.leadingZeroBitCount
      }
      return costs
    }
    // A bias against predictors, as their list costs bytes and gains by chance do not pay.
    for predictor in costs.indices {
      for column in 0..<columns { costs[predictor][column] += predictor == 0 ? 0 : 1 }
    }
    let sums = costs.map { $0.reduce(0, +) }
    // Repetitions that zstd finds are best left unpredicted.
    var found = [ColumnPredictors.all(.none)]
    if let best = sums.indices.min(by: { sums[$0] < sums[$1] }), best > 0 {
      found.append(.all(Predictor.allCases[best]))
    }
    guard columns > 1, form.row == columns, codes.count >= 4 * columns else { return found }
    let each = (0..<columns).map { column in
      let best = costs.indices.min { costs[$0][column] < costs[$1][column] }
      return Predictor.allCases[best ?? 0]
    }
    if Set(each).count > 1 { found.append(.each(each)) }
    return found
  }
}
