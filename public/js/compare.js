// The slider between two pictures: a range input on top; here it moves the seam.
/** Ties every compare slider below `root` to its pictures. Safe to call again. */
export function enhanceCompare(root) {
  for (const box of root.querySelectorAll("[data-compare]")) {
    const range = box.querySelector("input[type=range]");
    if (!range || box.dataset.ready) continue;
    box.dataset.ready = "yes";
    const move = () => box.style.setProperty("--at", `${range.value}%`);
    range.addEventListener("input", move);
    move();
  }
}
