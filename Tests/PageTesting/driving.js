// Functions that drivers share: queries and input events.

const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const settle = () => new Promise((resolve) => setTimeout(resolve, 100));
const texts = (selector) => all(selector).map((node) => node.textContent);

const curvesShown = () => all("#chart .curve .line").length;
const curve = (id) => one(`#chart g[data-codec="${id}"]`);
const column = (number) => texts(`#pictures tbody tr > :nth-child(${number})`);

function pointer(node, type, x, y, pointerType = "mouse") {
  node.dispatchEvent(new PointerEvent(type, {
    clientX: x, clientY: y, pointerType, pointerId: 1, button: 0, bubbles: true, cancelable: true,
  }));
}

function press(node, key) {
  node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

function choose(id, value) {
  const control = document.getElementById(id);
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

function report(seen) {
  const note = document.createElement("pre");
  note.id = "seen";
  note.textContent = encodeURIComponent(JSON.stringify({ ...seen, errors: window.errors }));
  document.body.append(note);
}
