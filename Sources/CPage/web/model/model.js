// The slider for the size of the pictures.

const root = document.documentElement;
const usual = parseFloat(getComputedStyle(root).getPropertyValue("--tile"));
const side = document.getElementById("side");

side.addEventListener("input", () => {
  root.style.setProperty("--tile", `${usual * side.value}rem`);
});
document.getElementById("size").hidden = false;
