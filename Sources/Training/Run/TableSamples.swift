import Networks
import Tables
import Tensors

/// The objects of a table, brought into the range a network works in.
package struct TableSamples: SampleSource {
  package let table: Table
  package let scale: NumberScale
  package let shape: SampleShape

  package init(_ table: Table, scale: NumberScale) {
    self.table = table
    self.scale = scale
    shape = SampleShape(axes: table.shape)
  }

  package var count: Int { table.count }

  package func objects(_ indices: ArraySlice<Int>) -> Tensor {
    Tensor(
      rows: indices.count * shape.height, columns: shape.width, channels: shape.channels,
      values: table.numbers(of: Array(indices), scale: scale))
  }
}
