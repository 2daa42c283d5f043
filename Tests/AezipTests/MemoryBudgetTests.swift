import Aezip
import Testing

@Suite struct MemoryBudgetTests {
  @Test func `work in progress never needs more than there is, and all of it gets done`() async {
    let budget = MemoryBudget(bytes: 100)
    let gauge = Gauge()
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<200 {
        // Some need more than there is: they run alone.
        let bytes = [10, 60, 100, 250][index % 4]
        group.addTask {
          await budget.run(needing: bytes) {
            await gauge.begin(min(bytes, 100))
            await Task.yield()
            await gauge.end(min(bytes, 100))
          }
        }
      }
    }
    #expect(await gauge.most <= 100)
    #expect(await gauge.done == 200)
  }

  @Test func `what fails gives its memory back`() async throws {
    let budget = MemoryBudget(bytes: 10)
    for _ in 0..<3 {
      await #expect(throws: Failure.self) {
        try await budget.run(needing: 10) { throw Failure() }
      }
    }
    #expect(await budget.run(needing: 10) { 7 } == 7)
  }
}

private struct Failure: Error {}

/// What is in use, and the most that ever was.
private actor Gauge {
  private var used = 0
  private(set) var most = 0
  private(set) var done = 0

  func begin(_ bytes: Int) {
    used += bytes
    most = max(most, used)
  }

  func end(_ bytes: Int) {
    used -= bytes
    done += 1
  }
}
