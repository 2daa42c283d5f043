/// Where in its window each maximum was found.
package struct PoolingPlaces: Sendable {
  package let factor: Int
  /// One a pooled number: dy · factor + dx.
  fileprivate let places: [UInt8]
}

/// Windows of factor × factor positions side by side. Samples stacked along the rows stay apart
/// as long as the factor divides their height.
extension Tensor {
  /// The largest number of each window, and where it was; the first of equals.
  ///
  /// - Returns: (rows / factor) × (columns / factor) × channels
  package func maximaPooled(by factor: Int) -> (maxima: Tensor, places: PoolingPlaces) {
    precondition(rows % factor == 0 && columns % factor == 0 && (1...16).contains(factor))
    let output = Tensor(uninitialized: rows / factor, columns / factor, channels)
    var places = [UInt8](repeating: 0, count: output.count)
    unsafe places.withUnsafeMutableBufferPointer { places in
      for position in 0..<output.positions {
        let to = unsafe output.base + position * channels
        unsafe to.update(from: windowed(position, place: 0, factor), count: channels)
        let found = unsafe places.baseAddress! + position * channels
        for place in 1..<max(factor * factor, 1) {
          let from = unsafe windowed(position, place: place, factor)
          for channel in 0..<channels {
            let (new, old) = unsafe (from[channel], to[channel])
            // A NaN is passed on rather than overlooked.
            let larger = !(new <= old)
            unsafe to[channel] = larger ? new : old
            let before = unsafe found[channel]
            unsafe found[channel] = larger ? UInt8(place) : before
          }
        }
      }
    }
    return (output, PoolingPlaces(factor: factor, places: places))
  }

  /// The numbers at the places of their windows that maxima were found at, zero elsewhere.
  ///
  /// - Returns: (rows · factor) × (columns · factor) × channels
  package func unpooled(at places: PoolingPlaces) -> Tensor {
    precondition(places.places.count == count)
    let factor = places.factor
    let output = Tensor.zeros(rows: rows * factor, columns: columns * factor, channels: channels)
    for position in 0..<positions {
      for channel in 0..<channels {
        let at = position * channels + channel
        let place = Int(places.places[at])
        unsafe output.windowed(position, place: place, factor)[channel] = unsafe base[at]
      }
    }
    return output
  }

  /// The numbers that maxima's places hold here: what ``unpooled(at:)`` undoes.
  ///
  /// - Returns: (rows / factor) × (columns / factor) × channels
  package func taken(at places: PoolingPlaces) -> Tensor {
    let factor = places.factor
    let output = Tensor(uninitialized: rows / factor, columns / factor, channels)
    precondition(places.places.count == output.count)
    for position in 0..<output.positions {
      for channel in 0..<channels {
        let at = position * channels + channel
        let place = Int(places.places[at])
        unsafe output.base[at] = unsafe windowed(position, place: place, factor)[channel]
      }
    }
    return output
  }

  /// Every position repeated to fill a window ("nearest" upsampling).
  ///
  /// - Returns: (rows · factor) × (columns · factor) × channels
  package func repeated(by factor: Int) -> Tensor {
    let output = Tensor(uninitialized: rows * factor, columns * factor, channels)
    for position in 0..<positions {
      for place in 0..<factor * factor {
        unsafe output.windowed(position, place: place, factor).update(
          from: base + position * channels, count: channels)
      }
    }
    return output
  }

  /// The sum of each window.
  ///
  /// - Returns: (rows / factor) × (columns / factor) × channels
  package func windowSums(_ factor: Int) -> Tensor {
    precondition(rows % factor == 0 && columns % factor == 0)
    let output = Tensor.zeros(rows: rows / factor, columns: columns / factor, channels: channels)
    for position in 0..<output.positions {
      let to = unsafe output.base + position * channels
      for place in 0..<factor * factor {
        let from = unsafe windowed(position, place: place, factor)
        for channel in 0..<channels { unsafe to[channel] += unsafe from[channel] }
      }
    }
    return output
  }

  /// The channels at one place of one window, windows counted in reading order.
  private func windowed(_ window: Int, place: Int, _ factor: Int) -> UnsafeMutablePointer<Float> {
    let across = columns / factor
    let row = window / across * factor + place / factor
    let column = window % across * factor + place % factor
    return unsafe base + (row * columns + column) * channels
  }
}
