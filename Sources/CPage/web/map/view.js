// The view: the point of the plane at the centre of the screen, and the plane's side in pixels.

const view = { x: 0.5, y: 0.5, scale: 1, width: 0, height: 0 };
const canvas = byID("canvas");
const state = {
  map: null, layout: null, levels: null, last: 2, chosen: -1, pointed: -1, matches: null, at: -1,
  bounds: { left: 0, right: 1, top: 0, bottom: 1 },
};

const MARGIN = 20;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// The plane's side in pixels at which all pictures just fit.
function fitting() {
  const { left, right, top, bottom } = state.bounds;
  const margin = MARGIN + PICTURE.least / 2;
  return Math.max(40, Math.min(
    (view.width - 2 * margin) / Math.max(right - left, 0.05),
    (view.height - 2 * margin) / Math.max(bottom - top, 0.05), 4 * view.width));
}

const farthest = () => fitting() * 0.6;
// The largest zoom, at which pictures are separate and large.
const nearest = () => Math.max(fitting() * 8, STEP ** state.last * PICTURE.most * 1.5);

const screenX = (x) => (x - view.x) * view.scale + view.width / 2;
const screenY = (y) => (y - view.y) * view.scale + view.height / 2;
const planeX = (x) => (x - view.width / 2) / view.scale + view.x;
const planeY = (y) => (y - view.height / 2) / view.scale + view.y;

function look(x, y, scale) {
  view.scale = Math.max(farthest(), Math.min(scale, nearest()));
  view.x = Math.max(0, Math.min(x, 1));
  view.y = Math.max(0, Math.min(y, 1));
  redraw();
}

// Zooms about a point of the screen, which keeps its position.
function zoom(factor, x = view.width / 2, y = view.height / 2) {
  const [px, py] = [planeX(x), planeY(y)];
  const scale = Math.max(farthest(), Math.min(view.scale * factor, nearest()));
  look(px - (x - view.width / 2) / scale, py - (y - view.height / 2) / scale, scale);
}

const move = (dx, dy) => look(view.x - dx / view.scale, view.y - dy / view.scale, view.scale);

let flight = 0;

// Moves the view to a point, animated.
function fly(x, y, scale) {
  clearTimeout(flight);
  if (calm.matches || document.hidden) return look(x, y, scale);
  const from = { ...view };
  const start = performance.now();
  const next = () => {
    const t = Math.min((performance.now() - start) / 300, 1);
    const eased = t * t * (3 - 2 * t);
    const s = from.scale * (scale / from.scale) ** eased;
    // The scale changes exponentially, so the centre moves in proportion to its change.
    const share = Math.abs(scale - from.scale) < 1e-6 * scale
      ? eased : (1 / from.scale - 1 / s) / (1 / from.scale - 1 / scale);
    look(from.x + (x - from.x) * share, from.y + (y - from.y) * share, s);
    if (t < 1) flight = setTimeout(next, 15);
  };
  next();
}

function fit(go = fly) {
  const { left, right, top, bottom } = state.bounds;
  go((left + right) / 2, (top + bottom) / 2, fitting());
}

// The bounds of a layout.
function boundsOf({ x, y }) {
  const extent = (values) => values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)], [1, 0]);
  const [[left, right], [top, bottom]] = [extent(x), extent(y)];
  return { left, right, top, bottom };
}

// Moves the view to a picture, with a zoom at which it is drawn.
function goTo(i) {
  const level = Math.min(state.levels[i], state.last);
  const scale = Math.max(view.scale, Math.min(STEP ** level * PICTURE.least * 1.01, nearest()));
  fly(state.layout.x[i], state.layout.y[i], scale);
}

function isInView(i, margin = 0) {
  const [x, y] = [screenX(state.layout.x[i]), screenY(state.layout.y[i])];
  return x >= margin && y >= margin && x <= view.width - margin && y <= view.height - margin;
}
