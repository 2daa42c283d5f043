// Chooses the pictures that are drawn at each zoom, so that they do not cover each other.

const STEP = 2 ** 0.25;
// Pictures that are closer than the last level separates stay dots.
const LEVELS = 52;

// The level of each picture: the first at which no picture of the same or an earlier level lies
// within a square of side 1 / STEP^level about it. A grid of such squares finds those.
function levelsOf(map, { x, y }) {
  const levels = new Uint8Array(map.count).fill(255);
  const order = [];
  for (let i = 0; i < map.count; i += 1) if (isShown(map, i)) order.push(i);
  // Pictures with neighbouring names are often alike, so a fixed pseudorandom order is used.
  order.sort((a, b) => scrambled(a) - scrambled(b));
  let left = order;
  const drawn = [];
  for (let level = 4; level < LEVELS && left.length; level += 1) {
    const side = STEP ** -level;
    const grid = new Map();
    const key = (column, row) => column * 4194304 + row;
    const put = (i) => {
      const at = key(Math.floor(x[i] / side), Math.floor(y[i] / side));
      const cell = grid.get(at);
      if (cell) cell.push(i); else grid.set(at, [i]);
    };
    drawn.forEach(put);
    const rest = [];
    for (const i of left) {
      const [column, row] = [Math.floor(x[i] / side), Math.floor(y[i] / side)];
      let free = true;
      for (let dx = -1; dx <= 1 && free; dx += 1) {
        for (let dy = -1; dy <= 1 && free; dy += 1) {
          for (const j of grid.get(key(column + dx, row + dy)) ?? []) {
            if (Math.abs(x[i] - x[j]) < side && Math.abs(y[i] - y[j]) < side) {
              free = false;
              break;
            }
          }
        }
      }
      if (!free) { rest.push(i); continue; }
      levels[i] = level;
      drawn.push(i);
      put(i);
    }
    left = rest;
  }
  const last = drawn.reduce((most, i) => Math.max(most, levels[i]), 4);
  return { levels, last };
}

function scrambled(i) {
  let h = Math.imul(i + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}
