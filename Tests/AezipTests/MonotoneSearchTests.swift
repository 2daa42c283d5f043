import Foundation
import PictureCodec
import Testing

@Suite struct MonotoneSearchTests {
  /// Runs a search over a function.
  ///
  /// - Returns: the accepted position, nil where none reaches, and how many values it took
  private func run(
    _ target: Double, in bounds: ClosedRange<Double>, start: Double,
    _ rules: MonotoneSearch.Rules, _ value: (Double) -> Double
  ) -> (position: Double?, count: Int) {
    var search = MonotoneSearch(for: target, in: bounds, start: start, rules)
    for count in 1...100 {
      let position = search.position
      switch search.take(value(position)) {
      case .goesOn: #expect(bounds.contains(search.position))
      case .found: return (position, count)
      case .unreachable: return (nil, count)
      }
    }
    Issue.record("the search does not end")
    return (nil, 100)
  }

  @Test(arguments: [0.0, 17, 900, 1792])
  func `the lowest position that reaches is found from anywhere, and never one that falls short`(
    start: Double
  ) throws {
    for target in stride(from: 25.0, through: 42, by: 0.37) {
      var rules = MonotoneSearch.Rules(slope: 0.01)
      rules.halving = (4, 2)
      let value = { (position: Double) in 25 + 17 * sqrt(position / 1792) }
      let found = run(target, in: 0...1792, start: start, rules, value)
      let position = try #require(found.position)
      #expect(value(position) >= target)
      #expect(position == 0 || value(position - 1) < target)
      #expect(found.count < 32, "\(found)")
    }
  }

  @Test func `a value near enough ends the search at once`() {
    var rules = MonotoneSearch.Rules(slope: 0.01)
    (rules.tolerance, rules.margin) = (0.05, 0.02)
    let found = run(30, in: 0...1792, start: 480, rules) { 25 + $0 * 0.0104 }
    #expect(found.position == 483 && found.count == 2)
  }

  @Test func `a target above the highest position cannot be reached`() {
    let found = run(9, in: 0...100, start: 50, .init(slope: 1)) { $0 / 100 }
    #expect(found.position == nil && found.count < 10)
  }

  @Test(arguments: [1, 2])
  func `halving finds a jump that lines do not`(every: Int) {
    var rules = MonotoneSearch.Rules(slope: 0.01)
    (rules.halving, rules.patience) = ((4, every), 60)
    let found = run(30, in: 0...4096, start: 100, rules) { $0 < 1234 ? 29.999 + $0 / 1e9 : 80 }
    #expect(found.position == 1234 && found.count < 40, "\(found)")
  }

  @Test func `without patience the best known position is taken again`() {
    var rules = MonotoneSearch.Rules(slope: 1e-6)
    rules.patience = 5
    let found = run(0.5, in: 0...1e6, start: 10, rules) { $0 < 77_777 ? 0 : 1 }
    #expect(found.count <= 12 && (found.position ?? 0) >= 77_777)
  }
}
