// Two versions of a picture in one place, divided; a pixel of it is a CSS pixel.

const viewer = { picture: null, split: 0.5 };

// Pictures are parsed when they are looked at: a page may carry many megabytes of them.
function showPicture() {
  const index = Number(byID("shown").value);
  viewer.picture = JSON.parse(document.querySelectorAll(".picture-data")[index].textContent);
  const { picture } = viewer;
  const [left, right] = ["left", "right"].map((side) => byID(side).selectedOptions[0]?.text);
  const find = (label, otherwise) => {
    const at = picture.sides.findIndex((side) => side.label === label);
    return at < 0 ? Math.min(otherwise, picture.sides.length - 1) : at;
  };
  const entries = picture.sides.map((side, i) => [i, side.label]);
  options(byID("left"), entries, find(left, 0));
  options(byID("right"), entries, find(right, 1));
  for (const node of [byID("canvas"), byID("left-image"), byID("right-image")]) {
    node.style.width = `${picture.width}px`;
    node.style.height = `${picture.height}px`;
  }
  byID("split").style.width = `${picture.width}px`;
  byID("captions").style.width = `max(${picture.width}px, 21rem)`;
  byID("pan").scrollTo(0, 0);
  byID("shown-note").textContent = picture.note;
  byID("previous").disabled = index === 0;
  byID("next").disabled = index === report.shown.length - 1;
  showSides();
}

function showSides() {
  for (const side of ["left", "right"]) {
    const shown = viewer.picture.sides[byID(side).value];
    byID(`${side}-image`).src = shown.source;
    byID(`${side}-image`).alt = `${viewer.picture.name}, ${shown.label}`;
    byID(`${side}-label`).textContent = shown.label;
    byID(`${side}-detail`).textContent = shown.detail;
  }
  divide();
}

// The divider stays where it is on the screen while the picture is panned below it.
function divide() {
  const pan = byID("pan");
  const at = viewer.split * pan.clientWidth;
  const inPicture = pan.scrollLeft + at;
  byID("left-image").style.clipPath = `inset(0 calc(100% - ${inPicture.toFixed(1)}px) 0 0)`;
  byID("divider").style.left = `${at.toFixed(1)}px`;
}

function moveSplit(event) {
  const box = byID("pan").getBoundingClientRect();
  viewer.split = Math.max(0, Math.min((event.clientX - box.left) / byID("pan").clientWidth, 1));
  byID("split").value = String(viewer.split * 100);
  divide();
}

// A mouse may drag anywhere on the picture; a finger there pans, and drags by the knob.
function listenToDrags() {
  for (const node of [byID("canvas"), byID("divider")]) {
    node.addEventListener("pointerdown", (event) => {
      const pans = node === byID("canvas") && event.pointerType !== "mouse";
      if (pans || event.button !== 0) return;
      event.preventDefault();
      node.setPointerCapture(event.pointerId);
      moveSplit(event);
    });
    node.addEventListener("pointermove", (event) => {
      if (node.hasPointerCapture(event.pointerId)) moveSplit(event);
    });
  }
}

function turn(by) {
  byID("shown").value = String(Number(byID("shown").value) + by);
  showPicture();
}

if (byID("viewer")) {
  options(byID("shown"), report.shown.map((name, i) => [i, name]), 0);
  byID("shown").addEventListener("change", showPicture);
  byID("previous").addEventListener("click", () => turn(-1));
  byID("next").addEventListener("click", () => turn(1));
  byID("left").addEventListener("change", showSides);
  byID("right").addEventListener("change", showSides);
  byID("swap").addEventListener("click", () => {
    const { value } = byID("left");
    byID("left").value = byID("right").value;
    byID("right").value = value;
    showSides();
  });
  byID("split").addEventListener("input", (event) => {
    viewer.split = event.target.value / 100;
    divide();
  });
  byID("pan").addEventListener("scroll", divide);
  new ResizeObserver(divide).observe(byID("pan"));
  listenToDrags();
  showPicture();
}
