import Networks
import Testing

@Suite struct CodeMixtureTests {
  private static func read(
    _ weights: [Float], mean: [Int], factor: [Int], number: Float = 1
  ) throws -> LatentMixture? {
    var writer = SafeTensorsWriter()
    writer.add("mixture.weight", shape: [weights.count], weights)
    for (name, shape) in [("mixture.mean", mean), ("mixture.factor", factor)] {
      writer.add(name, shape: shape, Array(repeating: number, count: shape.reduce(1, *)))
    }
    return try LatentMixture(SafeTensors(writer.write()), latents: 3)
  }

  @Test func `a mixture is what its file gives back`() throws {
    let mixture = LatentMixture(
      latents: 2, weights: [0.25, 3], means: [1, 2, 3, 4], factors: [1, 0, 2, 3, 4, 0, 5, 6])
    var writer = SafeTensorsWriter()
    #expect(try LatentMixture(SafeTensors(writer.write()), latents: 2) == nil)
    mixture.write(into: &writer)
    #expect(try LatentMixture(SafeTensors(writer.write()), latents: 2) == mixture)
  }

  @Test func `mixtures that are none are refused`() throws {
    #expect(try Self.read([1, 0], mean: [2, 3], factor: [2, 3, 3]) != nil)
    #expect(throws: ModelError.self) { try Self.read([], mean: [0, 3], factor: [0, 3, 3]) }
    #expect(throws: ModelError.self) { try Self.read([0, 0], mean: [2, 3], factor: [2, 3, 3]) }
    #expect(throws: ModelError.self) { try Self.read([2, -1], mean: [2, 3], factor: [2, 3, 3]) }
    #expect(throws: ModelError.self) { try Self.read([.nan], mean: [1, 3], factor: [1, 3, 3]) }
    #expect(throws: ModelError.self) { try Self.read([1], mean: [1, 4], factor: [1, 3, 3]) }
    #expect(throws: ModelError.self) { try Self.read([1], mean: [1, 3], factor: [1, 3]) }
    #expect(throws: ModelError.self) {
      try Self.read([1], mean: [1, 3], factor: [1, 3, 3], number: .infinity)
    }
    #expect(throws: ModelError.self) {
      try Self.read(
        Array(repeating: 1, count: 5000), mean: [5000, 3], factor: [5000, 3, 3])
    }
  }
}
