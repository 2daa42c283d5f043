import Images
import Tensors
import Testing
import Training

@Suite struct PhotoDataTests {
  @Test func `batches are functions of seed and step, whatever is kept in memory`() throws {
    let picture = 160 * 128 * 3
    let sources = [try PhotoPictures.source(6), try PhotoPictures.source(6, memory: 2 * picture)]
    let batches = sources.map {
      PhotoBatches($0, indices: [0, 2, 3, 5], crop: 64, levels: 8, seed: 4)
    }
    for step in [3, 0, 3] {
      let (a, b) = (
        try batches[0].batch(step: step, samples: 5, shard: 2),
        try batches[1].batch(step: step, samples: 5, shard: 2)
      )
      #expect(a.map(\.samples) == [2, 2, 1] && a.map(\.levels) == b.map(\.levels))
      #expect(zip(a, b).allSatisfy { $0.sameNumbers(as: $1) })
    }
    let first = try batches[0].batch(step: 0, samples: 4, shard: 4)[0]
    #expect(!first.sameNumbers(as: try batches[0].batch(step: 1, samples: 4, shard: 4)[0]))
    let other = PhotoBatches(sources[0], indices: [0, 2, 3, 5], crop: 64, levels: 8, seed: 5)
    #expect(!first.sameNumbers(as: try other.batch(step: 0, samples: 4, shard: 4)[0]))
  }

  @Test func `pictures held out are spread, and none is learned from`() {
    let (training, heldOut) = PhotoBatches.split(count: 10, heldOut: 3)
    #expect(heldOut == [3, 6, 9] && training == [0, 1, 2, 4, 5, 7, 8])
  }

  @Test func `what cannot be read or is too small is named`() throws {
    let small = try PhotoPictures.file(0, width: 63, height: 200)
    let source = PhotoSource(count: 2) { $0 == 0 ? small : [1, 2, 3] }
    let narrow = PhotoBatches(source, indices: [0], crop: 64, levels: 1, seed: 0)
    #expect(throws: PhotoSourceError.tooSmall(crop: 64)) {
      try narrow.batch(step: 0, samples: 1, shard: 1)
    }
    #expect(throws: PhotoSourceError.tooSmall(crop: 64)) { try narrow.middles(shard: 1) }
    #expect {
      try source.picture(1)
    } throws: { error in
      guard case .unreadable(index: 1, _) = error as? PhotoSourceError else { return false }
      return true
    }
  }

  @Test func `large photographs are made smaller, and stay what they are`() throws {
    let large = try PhotoPictures.file(1, width: 1200, height: 90)
    let picture = try PhotoSource(count: 1) { _ in large }.picture(0)
    #expect(picture.width == 800 && picture.height == 60)
    // A plane stays a plane, away from the edge.
    let ramp = Image(
      width: 300, height: 200, channels: .grey,
      samples: (0..<200 * 300).map { index -> UInt8 in
        let (x, y) = (index % 300, index / 300)
        return UInt8(x / 2 + y / 4)
      })
    let half = ramp.scaled(toWidth: 150, height: 100)
    for y in 5..<95 {
      for x in 5..<145 {
        let expected = Double(x) + Double(y) / 2 - 0.25
        #expect(abs(Double(half.samples[y * 150 + x]) - expected) < 1)
      }
    }
    let flat = Image(
      width: 37, height: 41, channels: .rgb, samples: Array(repeating: 77, count: 37 * 41 * 3))
    #expect(flat.scaled(toWidth: 10, height: 23).samples.allSatisfy { $0 == 77 })
  }
}

extension PhotoCrops {
  func sameNumbers(as other: PhotoCrops) -> Bool {
    blocks.values == other.blocks.values
  }
}
