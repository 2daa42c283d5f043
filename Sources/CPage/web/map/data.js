// The data of the page: maps, with their pictures in columns, parsed when they are first shown.

const FOLDER_COLOURS = 10;

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}

const titles = [...document.querySelectorAll(".map-data")].map((node) => node.textContent);
const parsed = [];

function readMap(index) {
  if (parsed[index]) return parsed[index];
  const data = JSON.parse(titles[index]);
  const map = {
    ...data,
    index,
    count: data.names.length,
    nearest: new Int32Array(bytesOf(data.nearest)),
    lowercase: data.names.map((name) => name.toLowerCase()),
    layouts: data.layouts.map((layout) => {
      const flat = new Float32Array(bytesOf(layout.positions));
      const x = Float32Array.from(data.names, (_, i) => flat[2 * i]);
      // On screens y points down.
      const y = Float32Array.from(data.names, (_, i) => 1 - flat[2 * i + 1]);
      return { ...layout, x, y };
    }),
    hidden: new Set(),
    colours: colourFolders(data),
    large: null,
  };
  map.pictures = data.sheets.sources.map((source) => {
    const image = new Image();
    image.addEventListener("load", redraw);
    image.src = source;
    return image;
  });
  parsed[index] = map;
  return map;
}

// The folders with the most pictures have a colour each, the others have none.
function colourFolders(data) {
  const counts = data.folders.map(() => 0);
  for (const folder of data.folder) counts[folder] += 1;
  const ranked = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
  const colours = data.folders.map(() => null);
  if (data.folders.length > 1) {
    const chosen = ranked.slice(0, FOLDER_COLOURS).sort((a, b) => a - b);
    chosen.forEach((folder, index) => { colours[folder] = index; });
  }
  return { counts, of: colours, ranked };
}

// The rectangle of a small picture on its sheet.
function part(map, i) {
  const { cell, columns, perSheet, sizes } = map.sheets;
  const cellIndex = i % perSheet;
  return {
    image: map.pictures[Math.floor(i / perSheet)],
    x: (cellIndex % columns) * cell, y: Math.floor(cellIndex / columns) * cell,
    width: sizes[2 * i], height: sizes[2 * i + 1],
  };
}

function largeOf(map, i) {
  if (!map.large) {
    map.large = JSON.parse(document.querySelectorAll(".large-data")[map.index].textContent);
  }
  return map.large[i] ?? null;
}

const isShown = (map, i) => !map.hidden.has(map.folder[i]);
