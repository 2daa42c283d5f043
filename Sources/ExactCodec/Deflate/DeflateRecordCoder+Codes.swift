import Entropy

extension DeflateRecordCoder {
  /// Codes the kind of a block, and the codes of a dynamic one.
  ///
  /// - Parameter frequencies: those of the block's symbols, or similar ones
  mutating func codes(
    _ block: DeflateBlock?, _ result: inout DeflateBlock, _ frequencies: SymbolFrequencies
  ) throws(DeflateRecordError) {
    let predicted = PredictedCodes(frequencies)
    let isFixed = decisions.decide(
      block?.kind == .fixed, .isFixed, [predicted.prefersFixed ? 1 : 0], by: &coder)
    result.kind = isFixed ? .fixed : .dynamic
    guard !isFixed else { return }
    let actual = block?.codes
    result.codes.literals = lengths(
      actual?.literals, frequencies.literals, predicted.codes.literals, least: 257)
    result.codes.distances = lengths(
      actual?.distances, frequencies.distances, predicted.codes.distances, least: 1)
    try runs(actual?.runs, &result.codes)
    runLengths(actual, &result.codes)
  }

  /// Codes the code lengths of literals or distances.
  private mutating func lengths(
    _ actual: [UInt8]?, _ frequencies: [Int], _ ofHeap: [UInt8], least: Int
  ) -> [UInt8] {
    let part = UInt32(least)
    let ofSorted = PredictedCode.lengths(frequencies, limit: 15, by: .sorted).trimmed(to: least)
    // The numbers of ``PredictedCode/Construction``; 2 is a code that differs from both.
    let wanted = actual.map { $0 == ofHeap ? 0 : $0 == ofSorted ? 1 : 2 } ?? 0
    let construction = decisions.bits(wanted, count: 2, .construction, [part], by: &coder)
    if construction == 0 { return ofHeap }
    if construction == 1 { return ofSorted }
    let most = least == 1 ? DeflateTables.distanceSymbols : DeflateTables.literalSymbols
    let count = min(
      least
        + decisions.bits(
          (actual?.count ?? 0) - least, count: 5, .codeCount,
          [part, UInt32(ofSorted.count)], by: &coder),
      most)
    var lengths: [UInt8] = []
    var differences: UInt32 = 0
    for index in 0..<count {
      let predicted = index < ofSorted.count ? UInt32(ofSorted[index]) : 0
      let before = UInt32(lengths.last ?? 0)
      let rarity = UInt32(min(frequencies[index], 255))
      let contexts: InlineArray<4, UInt32> = [
        predicted << 4 | before, predicted << 4 | differences & 15, predicted << 8 | rarity,
        before << 8 | (lengths.count < 2 ? 0 : UInt32(lengths[index - 2])),
      ]
      let isSame = decisions.decide(
        actual?[index] == UInt8(predicted), .sameCodeLength, contexts, by: &coder)
      differences = differences << 1 | (isSame ? 0 : 1)
      let length =
        isSame
        ? Int(predicted)
        : decisions.bits(Int(actual?[index] ?? 0), count: 4, .codeLength, contexts, by: &coder)
      lengths.append(UInt8(length))
    }
    return lengths
  }

  /// Codes how the code lengths are cut into runs.
  private mutating func runs(
    _ actual: [CodeLengthRun]?, _ codes: inout DeflateCodes
  ) throws(DeflateRecordError) {
    let predicted = codes.predictedRuns
    if decisions.decide(actual == predicted, .sameRuns, [0], by: &coder) {
      codes.runs = predicted
      return
    }
    let lengths = codes.literals + codes.distances
    var runs: [CodeLengthRun] = []
    var index = 0
    while index < lengths.count {
      // Most encoders that are not zlib let a run go on into the distances.
      let previous = index == 0 ? nil : lengths[index - 1]
      let predicted = CodeLengthRuns.predicted(
        lengths, at: index, end: lengths.count, previous: previous)
      let wanted = actual?[runs.count]
      let kind = UInt32(predicted.symbol) << 8 | UInt32(predicted.count)
      let isSame = decisions.decide(wanted == predicted, .sameRun, [0, kind], by: &coder)
      let run = isSame ? predicted : self.run(wanted, of: lengths[index], kind)
      let end = index + Int(run.count)
      let isAllowed =
        end <= lengths.count && lengths[index..<end].allSatisfy { $0 == lengths[index] }
        && (run.symbol == 16 ? previous == lengths[index] : run.symbol < 16 || lengths[index] == 0)
      guard isAllowed else { throw .malformed(part: "run of code lengths") }
      runs.append(run)
      index = end
    }
    codes.runs = runs
  }

  private mutating func run(
    _ run: CodeLengthRun?, of length: UInt8, _ context: UInt32
  ) -> CodeLengthRun {
    // A single length, or one of the three symbols of runs.
    let kind = decisions.bits(
      max(Int(run?.symbol ?? 0) - 15, 0), count: 2, .run, [0, context], by: &coder)
    guard kind > 0 else { return CodeLengthRun(symbol: length, count: 1) }
    let base = DeflateTables.runBases[kind - 1]
    let count = decisions.bits(
      Int(run?.count ?? 0) - base, count: DeflateTables.runExtraBits[kind - 1], .runCount,
      [UInt32(kind), context], by: &coder)
    return CodeLengthRun(symbol: UInt8(15 + kind), count: UInt8(base + count))
  }

  /// Codes the code lengths of run symbols.
  private mutating func runLengths(_ actual: DeflateCodes?, _ codes: inout DeflateCodes) {
    let frequencies = CodeLengthRuns.frequencies(codes.runs)
    let ofHeap = PredictedCode.lengths(frequencies, limit: 7, by: .heap)
    let ofSorted = PredictedCode.lengths(frequencies, limit: 7, by: .sorted)
    func isWhole(_ lengths: [UInt8]) -> Bool {
      actual?.runLengths == lengths
        && actual?.runLengthCount == CodeLengthRuns.writtenCount(lengths)
    }
    let wanted = isWhole(ofHeap) ? 0 : isWhole(ofSorted) ? 1 : 2
    let construction = decisions.bits(wanted, count: 2, .sameRunLengths, [0], by: &coder)
    guard construction >= 2 else {
      codes.runLengths = construction == 0 ? ofHeap : ofSorted
      codes.runLengthCount = CodeLengthRuns.writtenCount(codes.runLengths)
      return
    }
    codes.runLengths = [UInt8](repeating: 0, count: DeflateTables.runSymbols)
    let count = decisions.bits(
      (actual?.runLengthCount ?? 4) - 4, count: 4, .codeCount, [0], by: &coder)
    codes.runLengthCount = min(count + 4, DeflateTables.runSymbols)
    for symbol in DeflateTables.runOrder[..<codes.runLengthCount] {
      let length = decisions.bits(
        Int(actual?.runLengths[symbol] ?? 0), count: 3, .runLength,
        [UInt32(ofSorted[symbol]), UInt32(symbol)], by: &coder)
      codes.runLengths[symbol] = UInt8(length)
    }
  }
}
