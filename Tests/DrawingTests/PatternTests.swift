import Drawing
import Images
import Testing

@Suite struct PatternTests {
  private static let drawn = Task.detached { Pattern.all() }

  @Test func `patterns are many, and no two are called alike or look alike`() async {
    let patterns = await Self.drawn.value
    #expect(patterns.count >= 60)
    #expect(Set(patterns.map(\.name)).count == patterns.count)
    #expect(Set(patterns.map(\.image.samples)).count == patterns.count)
  }

  @Test func `drawing twice gives the same`() async {
    let again = Pattern.all()
    let patterns = await Self.drawn.value
    #expect(patterns.map(\.name) == again.map(\.name))
    #expect(patterns.map(\.image) == again.map(\.image))
  }
}
