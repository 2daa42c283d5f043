import Bytes
import Testing

@Suite struct SearchTests {
  @Test(arguments: 0...33)
  func `binary search finds the boundary wherever it is, by few questions`(count: Int) {
    let numbers = (0..<count).map { $0 * 3 }
    for boundary in 0...count {
      var questions = 0
      let found = numbers.partitioningIndex {
        questions += 1
        return $0 >= boundary * 3
      }
      #expect(found == boundary)
      #expect(questions <= Int.bitWidth - count.leadingZeroBitCount)
    }
    #expect(numbers.dropFirst(count / 2).partitioningIndex { _ in true } == count / 2)
  }

  @Test func `evenly spaced elements start at the first one or lie in the middle of their parts`() {
    #expect((0..<10).evenlySpaced(5) == [0, 2, 4, 6, 8])
    #expect((0..<10).evenlySpaced(5, centred: true) == [1, 3, 5, 7, 9])
    #expect((0..<10).evenlySpaced(3) == [0, 3, 6])
    #expect((5..<8).evenlySpaced(1, centred: true) == [6])
  }

  @Test(arguments: [0, 1, 2, 7, 100], [false, true])
  func `no element comes twice, and no more come than there are`(wanted: Int, centred: Bool) {
    for count in [0, 1, 3, 8, 99] {
      let chosen = (0..<count).evenlySpaced(wanted, centred: centred)
      #expect(chosen.count == min(wanted, count))
      #expect(zip(chosen, chosen.dropFirst()).allSatisfy { $0 < $1 })
    }
  }
}
