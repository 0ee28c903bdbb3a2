// Puts a list of pictures in order: drag a line, or focus its handle and press an arrow key. The
// numbers in the lines are what is sent.

/** Makes every list to be arranged below `root` movable. Safe to call again. */
export function enhanceArrange(root) {
  for (const list of root.querySelectorAll("[data-arrange]")) {
    if (list.dataset.ready) continue;
    list.dataset.ready = "yes";
    for (const line of list.children) makeMovable(list, line);
  }
}

function makeMovable(list, line) {
  const handle = line.querySelector("[data-handle]");
  handle.hidden = false;
  handle.addEventListener("keydown", (event) => {
    const back = event.key === "ArrowUp" || event.key === "ArrowLeft";
    const on = event.key === "ArrowDown" || event.key === "ArrowRight";
    if (!back && !on) return;
    event.preventDefault();
    if (back) line.previousElementSibling?.before(line);
    else line.nextElementSibling?.after(line);
    renumber(list);
    handle.focus();
  });
  line.draggable = true;
  line.addEventListener("dragstart", () => line.setAttribute("data-dragged", ""));
  line.addEventListener("dragend", () => {
    line.removeAttribute("data-dragged");
    renumber(list);
  });
  line.addEventListener("dragover", (event) => {
    event.preventDefault();
    const dragged = list.querySelector("[data-dragged]");
    if (!dragged || dragged === line) return;
    const middle = line.getBoundingClientRect().top + line.offsetHeight / 2;
    if (event.clientY < middle) line.before(dragged);
    else line.after(dragged);
  });
}

function renumber(list) {
  [...list.children].forEach((line, index) => {
    line.querySelector("[name=place]").value = String(index + 1);
    line.querySelector("[data-handle]").setAttribute("aria-label", `Move picture ${index + 1}`);
  });
}
