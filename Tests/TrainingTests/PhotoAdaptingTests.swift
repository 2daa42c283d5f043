import Images
import Learning
import Networks
import Testing

@Suite struct PhotoAdaptingTests {
  /// A codec of hardly any size that knows pictures, and pieces of others.
  private static func beginning() async throws -> (base: [UInt8], pieces: AdaptingPieces) {
    let (objective, _, _) = try PhotoTrainingTests.beginning()
    let file = try objective.model.weights(of: objective.model.parameters).file()
    var pieces = AdaptingPieces(side: 64, seed: 1)
    let source = try PhotoPictures.source(6)
    for index in 0..<6 { pieces.add(try source.picture(index), atMost: 20) }
    return (file, pieces)
  }

  private static func run(
    _ base: [UInt8], _ pieces: AdaptingPieces, steps: Int, threads: Int = 2
  ) async throws -> PhotoAdapting {
    let plan = AdaptingPlan(
      length: .steps(steps), level: QualityLevel(index: 100, conditioning: .nearest), seed: 3)
    var run = try PhotoAdapting(
      base: base, pieces: pieces, of: 1000, plan: plan, threads: threads)
    while !run.isFinished { try await run.advance() }
    return run
  }

  @Test func `a codec gets better at the pictures it is adapted to, and its file says how`()
    async throws
  {
    let (base, pieces) = try await Self.beginning()
    let before = await PhotoAdaptingTests.loss(try await Self.run(base, pieces, steps: 1))
    let run = try await Self.run(base, pieces, steps: 60)
    let after = await PhotoAdaptingTests.loss(run)
    #expect(after < 0.995 * before, "\(before) → \(after)")
    let adapted = try run.finish()
    #expect(adapted.file.count < base.count)
    let changes = try PhotoAdaptation(file: adapted.file)
    #expect(adapted.model.configuration == (try PhotoModel(file: base)).configuration)
    // What readers put together decodes as the adapted model does.
    let read = try PhotoModel(file: base, adaptation: changes)
    #expect(read.hyperPrior == adapted.model.hyperPrior)
    #expect(try PhotoModel(file: base).hyperPrior != read.hyperPrior)
  }

  private static func loss(_ run: PhotoAdapting) async -> Double {
    let figures = await run.task.figures(ofPieces: 20)
    return figures.reduce(0) { $0 + $1.loss } / Double(figures.count)
  }

  @Test func `a run repeats to the bit on any number of threads`() async throws {
    let (base, pieces) = try await Self.beginning()
    let files = [
      try await Self.run(base, pieces, steps: 4, threads: 1).finish().file,
      try await Self.run(base, pieces, steps: 4, threads: 3).finish().file,
    ]
    #expect(files[0] == files[1])
  }

  @Test func `pieces lie on the grid of blocks, and small pictures are continued`() {
    var pieces = AdaptingPieces(side: 64, seed: 0)
    let image = Image(
      width: 40, height: 30, channels: .grey,
      samples: (0..<1200).map { UInt8($0 % 40 + $0 / 40) })
    pieces.add(image, atMost: 5)
    #expect(pieces.count == 1 && pieces.pixels(ofAll: 10) == 40960)
    #expect(AdaptingPieces.side(for: 40, 30) == 64 && AdaptingPieces.side(for: 768, 512) == 192)
    #expect(AdaptingPieces.side(for: 150, 140) == 128)
  }
}
