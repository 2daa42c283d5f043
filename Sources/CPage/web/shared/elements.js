// Functions that the scripts of all pages share: elements, and numbers as text.

const byID = (id) => document.getElementById(id);

// Text enters the page as text only, because file names may contain markup.
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function shape(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

const MINUS = "\u2212";
const DASH = "\u2013";

function fixed(value, digits) {
  const text = Math.abs(value).toLocaleString("en-US", {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  });
  // Values that round to 0 have no sign.
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

const whole = (value) => fixed(value, 0);
const bitsPerPixel = (value) => fixed(value, value < 0.0995 ? 4 : 3);

function percent(share) {
  const text = fixed(share * 100, 1);
  return (share > 0 && /[1-9]/.test(text) ? "+" : "") + text + "\u00a0%";
}
