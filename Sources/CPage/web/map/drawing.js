// Draws a dot for each picture, and above the dots the pictures that have room.

// The longer side of a picture in pixels: while pictures compete for room, and when none do.
const PICTURE = { least: 34, most: 128 };
const MARK = { dot: 2.2, edge: 3 };
const context = canvas.getContext("2d");
const paint = { folders: [], wash: "", ink: "", link: "", edge: "", aezip: "" };

function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["wash", "ink", "link", "edge", "aezip"]) {
    paint[name] = style.getPropertyValue(`--${name}`).trim();
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  paint.folders = Array.from({ length: FOLDER_COLOURS }, (_, i) => folderColour(i, dark));
}

// Lightness, chroma and hue. Colours of similar hue differ in lightness.
const HUES = [
  [0.55, 0.16, 255], [0.7, 0.16, 58], [0.6, 0.15, 145], [0.57, 0.2, 27], [0.5, 0.17, 302],
  [0.74, 0.11, 215], [0.72, 0.13, 350], [0.45, 0.08, 65], [0.73, 0.14, 105], [0.43, 0.09, 180],
];

function folderColour(index, dark) {
  const [light, chroma, hue] = HUES[index % HUES.length];
  return `oklch(${(light + (dark ? 0.14 : 0)).toFixed(2)} ${chroma} ${hue})`;
}

function colourOf(map, i) {
  const colour = map.colours.of[map.folder[i]];
  return colour == null ? paint.edge : paint.folders[colour];
}

let frame = 0;

function redraw() {
  // A timer also fires when nothing is painted, as in a browser without a window.
  if (frame) return;
  frame = setTimeout(() => { frame = 0; draw(); }, 8);
}

function resize() {
  const box = byID("stage").getBoundingClientRect();
  const before = view.width;
  const density = Math.min(devicePixelRatio || 1, 2);
  [view.width, view.height] = [box.width, box.height];
  canvas.width = Math.round(box.width * density);
  canvas.height = Math.round(box.height * density);
  context.setTransform(density, 0, 0, density, 0, 0);
  // Pictures are larger when there are few of them.
  const share = Math.sqrt(box.width * box.height / Math.max(state.map.count, 1));
  PICTURE.least = Math.max(34, Math.min(share * 0.42, 96));
  if (!before) fit(look);
  else look(view.x, view.y, view.scale);
}

// The last level whose pictures have room at this zoom, and their size.
function room() {
  const level = Math.floor(Math.log(view.scale / PICTURE.least) / Math.log(STEP) + 1e-9);
  if (level < state.last) return { level, size: PICTURE.least };
  return { level, size: Math.min(view.scale / STEP ** state.last, PICTURE.most) };
}

const isFaint = (i) => state.matches !== null && !state.matches.has(i);

function draw() {
  const { map, layout } = state;
  if (!map || !view.width) return;
  context.clearRect(0, 0, view.width, view.height);
  const { level, size } = room();
  drawDots(map, layout, level);
  if (state.chosen >= 0) drawLines(map, layout);
  const front = [];
  for (let i = 0; i < map.count; i += 1) {
    if (state.levels[i] > level || !isInView(i, -size)) continue;
    if (i === state.chosen || i === state.pointed) front.push(i);
    else if (state.matches?.has(i)) front.unshift(i);
    else drawPicture(map, layout, i, size);
  }
  // Search results are drawn even where other pictures have the room.
  if (state.matches && state.matches.size <= 200) {
    for (const i of state.matches) {
      if (state.levels[i] > level && isShown(map, i) && isInView(i, -size)) front.unshift(i);
    }
  }
  for (const i of [state.chosen, state.pointed]) {
    if (i >= 0 && state.levels[i] > level && isShown(map, i)) front.push(i);
  }
  for (const i of front) drawPicture(map, layout, i, size);
}

function drawDots(map, layout, level) {
  const radius = MARK.dot;
  const groups = new Map();
  for (let i = 0; i < map.count; i += 1) {
    if (state.levels[i] <= level || !isShown(map, i) || !isInView(i, -radius)) continue;
    const colour = (isFaint(i) ? "~" : "") + colourOf(map, i);
    if (!groups.has(colour)) groups.set(colour, []);
    groups.get(colour).push(i);
  }
  for (const [colour, members] of groups) {
    context.fillStyle = colour.replace("~", "");
    context.globalAlpha = colour.startsWith("~") ? 0.18 : 0.75;
    context.beginPath();
    for (const i of members) {
      const [x, y] = [screenX(layout.x[i]), screenY(layout.y[i])];
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    context.fill();
  }
  context.globalAlpha = 1;
}

// Draws lines from the selected picture to its nearest neighbours by latents.
function drawLines(map, layout) {
  const from = [screenX(layout.x[state.chosen]), screenY(layout.y[state.chosen])];
  context.strokeStyle = paint.ink;
  context.globalAlpha = 0.55;
  context.lineWidth = 1.25;
  context.beginPath();
  for (const i of nearestOf(map, state.chosen)) {
    if (!isShown(map, i)) continue;
    context.moveTo(...from);
    context.lineTo(screenX(layout.x[i]), screenY(layout.y[i]));
  }
  context.stroke();
  context.globalAlpha = 1;
}

function boxOf(map, layout, i, size) {
  const { width, height } = part(map, i);
  const factor = (size - 2 * MARK.edge) / Math.max(width, height);
  const [w, h] = [width * factor, height * factor];
  return { x: screenX(layout.x[i]) - w / 2, y: screenY(layout.y[i]) - h / 2, w, h };
}

function drawPicture(map, layout, i, size) {
  const { image, x, y, width, height } = part(map, i);
  const bold = i === state.chosen || i === state.pointed;
  const box = boxOf(map, layout, i, bold ? Math.max(size * 1.25, 44) : size);
  const edge = bold || state.matches?.has(i) ? MARK.edge : 1.5;
  context.globalAlpha = isFaint(i) && !bold ? 0.16 : 1;
  context.fillStyle = bold ? paint.aezip : state.matches?.has(i) ? paint.link : colourOf(map, i);
  context.fillRect(box.x - edge, box.y - edge, box.w + 2 * edge, box.h + 2 * edge);
  if (image.complete && image.naturalWidth) {
    context.imageSmoothingEnabled = box.w < width * 3;
    context.drawImage(image, x, y, width, height, box.x, box.y, box.w, box.h);
  } else {
    context.fillStyle = paint.wash;
    context.fillRect(box.x, box.y, box.w, box.h);
  }
  context.globalAlpha = 1;
}

function nearestOf(map, i) {
  const { neighbours } = map;
  return [...map.nearest.subarray(i * neighbours, (i + 1) * neighbours)].filter((j) => j >= 0);
}

// The picture drawn at a point of the screen, or the nearest dot if there is none.
function pictureAt(x, y, reach) {
  const { map, layout } = state;
  const { level, size } = room();
  let best = -1;
  let least = Infinity;
  for (let i = 0; i < map.count; i += 1) {
    if (!isShown(map, i)) continue;
    const dx = Math.abs(screenX(layout.x[i]) - x);
    const dy = Math.abs(screenY(layout.y[i]) - y);
    const isDrawn = state.levels[i] <= level;
    const limit = isDrawn ? size / 2 : reach;
    if (Math.max(dx, dy) > limit) continue;
    // Pictures cover dots.
    const distance = Math.max(dx, dy) + (isDrawn ? 0 : 1000);
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}
