// The table of pictures: two codecs, each at one setting, side by side.

const PAGE_OF_ROWS = 200;
const measured = codecs.filter((codec) => codec.points.some((point) => point.pictures));
const table = { order: [], sorted: null, rows: PAGE_OF_ROWS, columns: [] };

// What a codec made of one picture at all its settings, as points for a BD-rate.
function curveOf(codec, picture) {
  return codec.points.filter((point) => point.pictures).map(({ pictures }) =>
    ({ rate: pictures.bytes[picture], quality: pictures.psnr[picture] ?? NaN }));
}

const chosen = (which) => {
  const codec = measured[byID(`${which}-codec`).value];
  return codec && { codec, point: codec.points[byID(`${which}-setting`).value] };
};

function codecColumns({ codec, point }, heading) {
  const { bytes, ...qualities } = point.pictures;
  const pixels = (i) => report.pictures.width[i] * report.pictures.height[i];
  const group = `${heading}${codec.name}, ${point.setting}`;
  const columns = [
    { label: "bpp", group, text: bitsPerPixel, value: (i) => (8 * bytes[i]) / pixels(i) },
  ];
  const add = (key, label, digits, missing) => {
    if (!qualities[key]) return;
    columns.push({
      label, group, value: (i) => qualities[key][i] ?? missing,
      text: (v) => (v === Infinity ? "∞" : fixed(v, digits)),
    });
  };
  // No PSNR means that nothing differs; of the others, that they cannot be had.
  add("psnr", "PSNR", 2, Infinity);
  add("msSSIM", "MS-SSIM", 4, null);
  add("ssimulacra2", "SSIMULACRA2", 1, null);
  columns[0].begin = true;
  return columns;
}

function columns() {
  const { pictures } = report;
  const list = [
    { label: "Picture", group: "", isName: true, value: (i) => pictures.name[i] },
    {
      label: "Pixels", group: "", value: (i) => pictures.width[i] * pictures.height[i],
      cell: (i) => `${pictures.width[i]}×${pictures.height[i]}`,
    },
    { label: "File, bytes", group: "", value: (i) => pictures.bytes[i], text: whole },
  ];
  const [first, second] = [chosen("first"), chosen("second")];
  if (first) list.push(...codecColumns(first, ""));
  if (second) list.push(...codecColumns(second, "beside "));
  if (first && second && first.codec.points.length > 1 && second.codec.points.length > 1) {
    const rates = pictures.name.map((_, i) =>
      bdRate(curveOf(first.codec, i), curveOf(second.codec, i)));
    list.push({
      label: "BD-rate", group: " ", begin: true,
      value: (i) => rates[i], text: percent,
    });
  }
  return list;
}

// Names as people order them, with 9.png before 10.png; what is missing always last.
const collator = new Intl.Collator("en", { numeric: true });

function sortRows() {
  const filter = byID("filter").value.trim().toLowerCase();
  table.order = [...report.pictures.name.keys()].filter((i) =>
    !filter || report.pictures.name[i].toLowerCase().includes(filter));
  if (!table.sorted) return;
  const { value } = table.columns[table.sorted.column] ?? table.columns[0];
  const sign = table.sorted.ascending ? 1 : -1;
  table.order.sort((i, j) => {
    const [a, b] = [value(i), value(j)];
    if (a === null || b === null) return (a === null) - (b === null);
    if (a === b) return i - j;
    return sign * (typeof a === "string" ? collator.compare(a, b) || i - j : a < b ? -1 : 1);
  });
}

function drawHead() {
  const groups = [];
  for (const column of table.columns) {
    const last = groups[groups.length - 1];
    if (last && last.group === column.group) last.span += 1;
    else groups.push({ group: column.group, span: 1, begin: column.begin });
  }
  const top = element("tr", {}, ...groups.map(({ group, span, begin }) => {
    const attributes = { colspan: span, class: begin ? "begin" : "" };
    return group.trim()
      ? element("th", { ...attributes, scope: "colgroup" }, group) : element("td", attributes);
  }));
  const bottom = element("tr", {}, ...table.columns.map((column, index) => {
    const button = element("button", { type: "button" }, column.label);
    button.addEventListener("click", () => {
      const again = table.sorted?.column === index;
      table.sorted = { column: index, ascending: again ? !table.sorted.ascending : true };
      sortRows();
      markSorted();
      drawBody();
    });
    const style = `${column.isName ? "" : "number"}${column.begin ? " begin" : ""}`;
    return element("th", { scope: "col", class: style }, button);
  }));
  return element("thead", {}, ...(groups.length > 1 ? [top] : []), bottom);
}

function markSorted() {
  byID("pictures").querySelectorAll("thead tr:last-child th").forEach((head, index) => {
    const is = table.sorted?.column === index;
    head.setAttribute("aria-sort",
      is ? (table.sorted.ascending ? "ascending" : "descending") : "none");
  });
}

function nameCell(name) {
  const shown = report.shown.indexOf(name);
  if (shown < 0) return element("bdi", {}, name);
  const link = element("button", { type: "button", class: "link" }, element("bdi", {}, name));
  link.addEventListener("click", () => {
    byID("shown").value = shown;
    byID("shown").dispatchEvent(new Event("change"));
    byID("viewer").scrollIntoView();
    byID("shown").focus({ preventScroll: true });
  });
  return link;
}

function drawBody() {
  const rows = table.order.slice(0, table.rows).map((i) => element("tr", {},
    ...table.columns.map((column) => {
      if (column.isName) return element("th", { scope: "row" }, nameCell(column.value(i)));
      const value = column.value(i);
      const text = value === null ? DASH : column.cell ? column.cell(i) : column.text(value);
      return element("td", { class: `number${column.begin ? " begin" : ""}` }, text);
    })));
  byID("pictures").querySelector("tbody").replaceChildren(...rows);
  const [count, all] = [table.order.length, report.pictures.name.length];
  byID("more").hidden = count <= table.rows;
  // Explains the last column where it exists.
  const pair = table.columns.some((column) => column.label === "BD-rate")
    ? " BD-rate is that of the first codec against the second, by PSNR." : "";
  const of = count < all ? ` of ${whole(all)} with that name` : "";
  const shown = count > table.rows
    ? `The first ${whole(table.rows)} of ${whole(count)} pictures${of}.`
    : count < all || all > PAGE_OF_ROWS ? `${whole(count)} pictures${of}.` : "";
  byID("table-state").textContent = (shown + pair).trim();
}

function drawTable() {
  table.columns = columns();
  if (table.sorted && table.sorted.column >= table.columns.length) table.sorted = null;
  byID("pictures").replaceChildren(drawHead(), element("tbody"));
  markSorted();
  sortRows();
  drawBody();
}
