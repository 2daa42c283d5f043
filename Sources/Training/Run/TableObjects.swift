import Datasets
import Networks
import Tensors

/// The objects of a table, brought into the range a network works in.
package struct TableObjects: ObjectSource {
  package let table: Table
  package let scale: NumberScale
  package let shape: ObjectShape

  package init(_ table: Table, scale: NumberScale) {
    self.table = table
    self.scale = scale
    shape = ObjectShape(axes: table.shape)
  }

  package var count: Int { table.count }

  package func objects(_ indices: ArraySlice<Int>) -> Tensor {
    Tensor(
      rows: indices.count * shape.height, columns: shape.width, channels: shape.channels,
      values: table.numbers(of: Array(indices), scale: scale))
  }
}
