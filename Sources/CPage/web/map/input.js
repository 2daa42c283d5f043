// Input from pointers, wheel and keys.

const held = new Map();
let travelled = 0;

const pointOf = (event) => {
  const box = canvas.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
};

const middle = (points) => ({
  x: points.reduce((sum, p) => sum + p.x, 0) / points.length,
  y: points.reduce((sum, p) => sum + p.y, 0) / points.length,
});

const span = ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y);

function point(i, position) {
  if (i !== state.pointed) {
    state.pointed = i;
    redraw();
  }
  const hint = byID("hint");
  hint.hidden = i < 0;
  canvas.classList.toggle("over", i >= 0);
  if (i < 0) return;
  hint.firstElementChild.textContent = state.map.names[i];
  const x = Math.min(position.x + 14, view.width - hint.offsetWidth - 4);
  const y = position.y + 18 + hint.offsetHeight > view.height
    ? position.y - hint.offsetHeight - 14 : position.y + 18;
  hint.style.transform = `translate(${Math.max(x, 4)}px, ${y}px)`;
}

function listenToPointers() {
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    clearTimeout(flight);
    if (!held.size) travelled = 0;
    held.set(event.pointerId, pointOf(event));
    canvas.setPointerCapture(event.pointerId);
    point(-1);
  });
  canvas.addEventListener("pointermove", (event) => {
    const position = pointOf(event);
    if (!held.has(event.pointerId)) {
      if (event.pointerType === "mouse") point(pictureAt(position.x, position.y, 5), position);
      return;
    }
    const before = [...held.values()];
    const last = held.get(event.pointerId);
    travelled += Math.hypot(position.x - last.x, position.y - last.y);
    held.set(event.pointerId, position);
    const after = [...held.values()];
    const [from, to] = [middle(before), middle(after)];
    if (travelled > 4) {
      canvas.classList.add("dragged");
      move(to.x - from.x, to.y - from.y);
    }
    if (after.length === 2 && span(before) > 0) zoom(span(after) / span(before), to.x, to.y);
    if (after.length > 1) travelled = 100;
  });
  const release = (event, tapped) => {
    if (!held.delete(event.pointerId)) return;
    canvas.classList.remove("dragged");
    if (!tapped || travelled > 4) return;
    const position = pointOf(event);
    choose(pictureAt(position.x, position.y, event.pointerType === "mouse" ? 6 : 16));
  };
  canvas.addEventListener("pointerup", (event) => release(event, true));
  canvas.addEventListener("pointercancel", (event) => release(event, false));
  canvas.addEventListener("pointerleave", () => point(-1));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    clearTimeout(flight);
    const { x, y } = pointOf(event);
    const lines = event.deltaMode === 1 ? 24 : 1;
    zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0018)), x, y);
    point(-1);
  }, { passive: false });
}

const DIRECTIONS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

// The nearest picture in a direction; the distance across it counts twice.
function beside(i, [dx, dy]) {
  const { map, layout } = state;
  const { level } = room();
  let best = -1;
  let least = Infinity;
  for (let j = 0; j < map.count; j += 1) {
    if (j === i || !isShown(map, j) || state.levels[j] > level) continue;
    const [x, y] = [layout.x[j] - layout.x[i], layout.y[j] - layout.y[i]];
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (along <= 0 || aside > 2 * along) continue;
    const distance = along + 2 * aside;
    if (distance < least) [best, least] = [j, distance];
  }
  return best;
}

function nearestToMiddle() {
  const { map, layout } = state;
  const { level } = room();
  let best = -1;
  let least = Infinity;
  for (let i = 0; i < map.count; i += 1) {
    if (!isShown(map, i) || state.levels[i] > level) continue;
    const distance = Math.hypot(layout.x[i] - view.x, layout.y[i] - view.y);
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}

function stepTo(key) {
  const from = state.pointed >= 0 ? state.pointed : state.chosen;
  const next = from < 0 ? nearestToMiddle() : beside(from, DIRECTIONS[key]);
  if (next < 0) return;
  state.pointed = next;
  byID("said").textContent = state.map.names[next];
  if (!isInView(next, 30)) fly(state.layout.x[next], state.layout.y[next], view.scale);
  redraw();
}

function listenToKeys() {
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (DIRECTIONS[key]) {
      const [dx, dy] = DIRECTIONS[key];
      if (event.shiftKey) move(-dx * view.width / 5, -dy * view.height / 5);
      else stepTo(key);
    } else if (key === "Enter" || key === " ") {
      if (state.pointed >= 0) choose(state.pointed);
    } else if (key === "+" || key === "=") {
      zoom(Math.SQRT2);
    } else if (key === "-") {
      zoom(Math.SQRT1_2);
    } else if (key === "0") {
      fit();
    } else if (key === "Escape") {
      point(-1);
      choose(-1);
    } else return;
    event.preventDefault();
  });
  canvas.addEventListener("blur", () => point(-1));
}
