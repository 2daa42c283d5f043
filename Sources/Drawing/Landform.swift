/// Ground or water as a height above every point of a plane.
protocol Landform {
  /// The height at a point, less what is finer than `footprint`.
  func height(_ x: Double, _ z: Double, footprint: Double) -> Double

  /// The light that comes to the eye from a point.
  func colour(of point: SurfacePoint) -> Colour
}

/// A point of a ``Landform`` that the eye sees.
struct SurfacePoint {
  let x: Double
  let z: Double
  let height: Double
  /// Away from the ground, length 1.
  let normal: Vector
  /// The width that one point of the canvas sees.
  let footprint: Double
  /// From the eye to the point, length 1.
  let ray: Vector
}

/// The level view of a ``Landform``, towards greater z.
struct Camera {
  /// Height over the plane.
  let eye: Double
  /// The horizon's distance from the top, in picture heights.
  let horizon: Double
  /// The focal length in picture heights.
  let focal: Double
  /// Nothing nearer or farther is drawn.
  let near: Double
  let far: Double
}

extension Canvas {
  /// Draws `land` over what is there: column by column, from near to far, each point once.
  mutating func draw(_ land: some Landform, from camera: Camera) {
    for column in 0..<columns { draw(land, from: camera, inColumn: column) }
  }

  private mutating func draw(_ land: some Landform, from camera: Camera, inColumn column: Int) {
    let focal = camera.focal * Double(rows)
    let slant = (Double(column) + 0.5 - Double(columns) / 2) / focal
    var top = rows
    var (lastZ, lastRow) = (camera.near, Double(rows))
    var z = camera.near
    while z < camera.far, top > 0 {
      let height = land.height(slant * z, z, footprint: z / focal)
      let row = camera.horizon * Double(rows) - (height - camera.eye) / z * focal
      let first = max(0, Int(row.rounded(.up)))
      if first < top {
        for index in first..<top {
          let part = clamp((lastRow - Double(index)) / (lastRow - row))
          let depth = mix(lastZ, z, part)
          self[column, index] = land.seen(slant: slant, z: depth, focal: focal, from: camera)
        }
        top = first
      }
      (lastZ, lastRow) = (z, row)
      // At this step level ground advances by about a point.
      z *= 1 + 1.2 / Double(rows)
    }
  }
}

extension Landform {
  fileprivate func seen(slant: Double, z: Double, focal: Double, from camera: Camera) -> Colour {
    let (x, footprint) = (slant * z, z / focal)
    let height = height(x, z, footprint: footprint)
    let right = self.height(x + footprint, z, footprint: footprint)
    let behind = self.height(x, z + footprint, footprint: footprint)
    return colour(
      of: SurfacePoint(
        x: x, z: z, height: height,
        normal: Vector(height - right, footprint, height - behind).normalised,
        footprint: footprint, ray: Vector(x, height - camera.eye, z).normalised))
  }

  /// The share of the sunlight from direction `sun` that reaches a point: 0 behind a hill, 1 in the
  /// open.
  func sunlight(at point: SurfacePoint, sun: Vector, reach: Double) -> Double {
    var light = 1.0
    for step in 1...8 {
      let distance = reach * Double(step * step) / 64
      let (x, z) = (point.x + sun.x * distance, point.z + sun.z * distance)
      let ground = height(x, z, footprint: max(point.footprint, distance * 0.3))
      let clearance = point.height + sun.y * distance - ground
      light = min(light, clamp(0.5 + 12 * clearance / distance))
    }
    return light
  }
}
