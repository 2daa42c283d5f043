import Autodiff
import Networks
import Tensors
import Testing
import Training

@Suite struct PhotoRunTests {
  let objective: PhotoObjective
  let data: PhotoData

  init() throws {
    objective = try PhotoTrainingTests.beginning().0
    data = PhotoData(
      try PhotoPictures.source(8), trained: [0, 1, 2, 4, 5, 6], heldOut: [3, 7])
  }

  static let plan = {
    var plan = PhotoPlan(fineTuning: false, length: .steps(20), crop: 64, seed: 3)
    (plan.batch, plan.warmUp) = (5, 4)
    return plan
  }()

  func begin(_ plan: PhotoPlan = plan, threads: Int = 1) throws -> PhotoRun {
    try PhotoRun(objective, plan: plan, data: data, threads: threads)
  }

  static func bits(_ set: ParameterSet) -> [[UInt32]] {
    set.all.map { set.value($0).values.map(\.bitPattern) }
  }

  static func card(_ plan: PhotoPlan = plan) -> PhotoCard {
    PhotoCard(
      program: "0", plan: plan, data: PhotoCard.Data(digest: "ab", trained: 6, heldOut: 2),
      from: PhotoCard.Origin(name: "an ö", digest: "cd"))
  }

  @Test func `a run goes on from its checkpoint as if it had never stopped`() async throws {
    var whole = try begin(threads: 3)
    while !whole.isFinished { try await whole.advance() }
    var first = try begin()
    for _ in 0..<13 { try await first.advance() }
    var card = Self.card()
    card.steps = first.step
    let file = try Checkpoint(card, of: first).write()
    let checkpoint = try Checkpoint<PhotoTask>(file)
    #expect(checkpoint.card == card)
    #expect(checkpoint.model.lambdas == objective.lambdas)
    var second = try PhotoRun(
      checkpoint.model, plan: checkpoint.card.plan, data: data, threads: 2,
      from: checkpoint.state)
    #expect(second.step == 13)
    while !second.isFinished { try await second.advance() }
    #expect(Self.bits(second.averaged) == Self.bits(whole.averaged))
    #expect(second.curve == whole.curve && whole.curve.map(\.step) == [0, 20])
    #expect(try await second.file(card).bytes == whole.file(card).bytes)
  }

  @Test func `a run that has not begun can be saved too`() async throws {
    let file = try Checkpoint(Self.card(), of: begin()).write()
    let checkpoint = try Checkpoint<PhotoTask>(file)
    var (run, other) = (
      try PhotoRun(
        checkpoint.model, plan: Self.plan, data: data, from: checkpoint.state),
      try begin()
    )
    try await run.advance()
    try await other.advance()
    #expect(Self.bits(run.averaged) == Self.bits(other.averaged))
  }

  @Test func `the file holds a model, its card, and figures of just these weights`() async throws {
    var run = try begin()
    while !run.isFinished { try await run.advance() }
    let (bytes, card) = try await run.file(Self.card())
    let weights = try PhotoWeights(file: bytes)
    #expect(PhotoCard(metadata: weights.metadata) == card && weights.metadata["steps"] == "20")
    #expect(weights.configuration == objective.model.configuration)
    let filtered = try PhotoModel(file: bytes)
    #expect(filtered.configuration.isFiltered && filtered.postFilter != nil)
    let again = await run.task.figures(of: weights)
    let figures = try #require(card.figures)
    #expect(figures.levels == again && figures.pieces == 2)
    #expect(figures.after == PhotoFigures(meanOf: again))
    // What 16 bits a weight cost is hardly to be seen.
    let last = try #require(run.curve.last).evaluation
    #expect(abs(figures.after.loss / last.loss - 1) < 1e-3)
    #expect(figures.before == run.curve[0].evaluation && figures.after != figures.before)
    #expect(PhotoCard(metadata: [PhotoCard.key: "{}"]) == nil)
  }

  @Test func `time becomes a number of steps, and a run of that many is the same`() async throws {
    var plan = Self.plan
    plan.length = .time(0.3)
    var run = try begin(plan)
    while !run.isFinished { try await run.advance() }
    let steps = try #require(run.steps)
    plan.length = .steps(steps)
    var other = try begin(plan)
    while !other.isFinished { try await other.advance() }
    #expect(Self.bits(run.averaged) == Self.bits(other.averaged) && run.curve == other.curve)
  }

  @Test func `photographs too small to judge by are named`() throws {
    var plan = Self.plan
    plan.crop = 256
    #expect(throws: PhotoSourceError.tooSmall(crop: 256)) { try begin(plan) }
  }

  @Test func `the curve is a table and a picture`() async throws {
    var run = try begin()
    while !run.isFinished { try await run.advance() }
    let lines = run.curve.csv.split(separator: "\n")
    #expect(
      lines[0] == "step,loss,judged_loss,judged_bpp,judged_squared_error,judged_psnr,rate")
    #expect(lines.count == 3 && lines[1].hasPrefix("0,,"))
    let svg = run.curve.svg(title: "a < b")
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n") && svg.contains("a &lt; b"))
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    #expect([PhotoPoint]().svg(title: "").hasSuffix("</svg>\n"))
  }

  @Test func `checkpoints that are not whole are refused`() throws {
    let file = try Checkpoint(Self.card(), of: begin()).write()
    for length in [0, 9, 400, file.count - 1] {
      #expect(throws: ModelError.self) { try Checkpoint<PhotoTask>(Array(file.prefix(length))) }
    }
    for (old, new) in [("\\\"M\\\":\\\"32", "\\\"M\\\":\\\"64"), ("\\\"seed\\\"", "\\\"sead\\\"")] {
      let other = Self.replacing(old, by: new, in: file)
      #expect(other != file)
      #expect(throws: ModelError.self) { try Checkpoint<PhotoTask>(other) }
    }
  }

  /// The first such bytes, by as many others.
  private static func replacing(_ old: String, by new: String, in file: [UInt8]) -> [UInt8] {
    guard let range = file.firstRange(of: Array(old.utf8)) else { return file }
    var copy = file
    copy.replaceSubrange(range, with: Array(new.utf8))
    return copy
  }
}
