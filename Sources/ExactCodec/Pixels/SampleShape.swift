/// The samples of a stripe, plane by plane.
package struct SampleShape: Equatable {
  package var width: Int
  package var height: Int
  package var planes: Int
  /// Samples are below it.
  package var valueCount: Int

  package init(width: Int, height: Int, planes: Int, valueCount: Int) {
    (self.width, self.height, self.planes) = (width, height, planes)
    self.valueCount = valueCount
  }

  /// Samples of a plane.
  package var pixelCount: Int { width * height }

  /// The channels of a pixel in the order in which their planes are predicted: opacity first, and
  /// of three colours the one in the middle, which tells most of the others.
  var planeOrder: [Int] {
    switch planes {
    case 2: [1, 0]
    case 3: [1, 0, 2]
    case 4: [3, 1, 0, 2]
    default: Array(0..<planes)
    }
  }

  /// The first planes of that order, which do not help to predict others.
  var planesAlone: Int { planes % 2 == 0 ? 1 : 0 }
}

extension SampleShape {
  /// Rows of a sheet whose values are coded by their numbers.
  init(_ sheet: RasterSheet, _ map: SampleMap, height: Int) {
    self.init(width: sheet.width, height: height, planes: sheet.channels, valueCount: map.count)
  }
}
