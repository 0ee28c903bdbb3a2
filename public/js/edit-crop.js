// Turning and cropping: the canvas shows the turned picture, a frame over it what stays of it.
import { surface } from "./edit-surface.js";

const smallest = 2;
const limit = (value, low, high) => Math.min(Math.max(value, low), high);

/** The largest upright rectangle in a turned one, as the imaging program cuts it. */
function inside(width, height, angle) {
  const sine = Math.abs(Math.sin(angle));
  const cosine = Math.cos(angle);
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  if (short <= 2 * sine * cosine * long) {
    const half = short / 2;
    return width >= height ? [half / sine, half / cosine] : [half / cosine, half / sine];
  }
  const size = cosine * cosine - sine * sine;
  return [(width * cosine - height * sine) / size, (height * cosine - width * sine) / size];
}

export function start(stage, form, picture) {
  const { box, canvas, pen } = surface(stage, picture, 1200);
  const [wide, tall] = [canvas.width, canvas.height];
  const fields = form.elements;
  const number = (name) => Number(fields[name].value) || 0;

  function draw() {
    const quarter = Number(fields.turn.value) || 0;
    const angle = (number("straighten") * Math.PI) / 180;
    const [w, h] = quarter % 180 ? [tall, wide] : [wide, tall];
    const [width, height] = inside(w, h, angle);
    canvas.width = Math.max(1, Math.floor(width));
    canvas.height = Math.max(1, Math.floor(height));
    pen.setTransform(1, 0, 0, 1, canvas.width / 2, canvas.height / 2);
    pen.scale(fields.mirror.checked ? -1 : 1, fields.flip.checked ? -1 : 1);
    pen.rotate(angle + (quarter * Math.PI) / 180);
    pen.drawImage(picture, -wide / 2, -tall / 2, wide, tall);
  }

  const clip = document.createElement("div");
  clip.className = "crop-clip";
  const frame = document.createElement("div");
  frame.className = "crop-frame";
  frame.tabIndex = 0;
  frame.dataset.testid = "crop-frame";
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label",
    "The part that stays. Arrow keys move it, Shift with arrow keys changes its size.");
  for (const at of ["nw", "n", "ne", "e", "se", "s", "sw", "w"]) {
    const handle = document.createElement("span");
    handle.className = "crop-handle";
    handle.dataset.at = at;
    frame.append(handle);
  }
  clip.append(frame);
  box.append(clip);

  const part = () => ({
    left: number("left"), top: number("top"), width: number("width") || 100,
    height: number("height") || 100,
  });

  /** Width over height in percents of the sides, for the chosen shape; 0 when it is free. */
  function ratio() {
    const [w, h] = (fields.aspect.value || "").split(":").map(Number);
    return w && h ? ((w / h) * canvas.height) / canvas.width : 0;
  }

  function show() {
    const { left, top, width, height } = part();
    Object.assign(frame.style, {
      left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%`,
    });
  }

  /** Keeps a part inside the picture and in its shape, and writes it into the fields. */
  function set(next) {
    const shape = ratio();
    let width = limit(next.width, smallest, 100);
    let height = limit(next.height, smallest, 100);
    if (shape) {
      width = Math.min(width, 100, 100 * shape);
      height = width / shape;
    }
    const left = limit(next.left, 0, 100 - width);
    const top = limit(next.top, 0, 100 - height);
    const values = { left, top, width, height };
    for (const [name, value] of Object.entries(values)) {
      fields[name].value = String(Math.round(value * 10) / 10);
    }
    show();
  }

  /** The largest part of the chosen shape, in the middle of the part before. */
  function reshape() {
    const shape = ratio();
    if (!shape) return show();
    const width = Math.min(100, 100 * shape);
    const height = width / shape;
    set({ left: (100 - width) / 2, top: (100 - height) / 2, width, height });
  }

  function dragged(from, at, across, down) {
    const next = { ...from };
    if (!at) return set({ ...from, left: from.left + across, top: from.top + down });
    if (at.includes("e")) next.width = Math.min(from.width + across, 100 - from.left);
    if (at.includes("s")) next.height = Math.min(from.height + down, 100 - from.top);
    if (at.includes("w")) {
      next.left = limit(from.left + across, 0, from.left + from.width - smallest);
      next.width = from.width + from.left - next.left;
    }
    if (at.includes("n")) {
      next.top = limit(from.top + down, 0, from.top + from.height - smallest);
      next.height = from.height + from.top - next.top;
    }
    const shape = ratio();
    if (shape && (at === "n" || at === "s")) next.width = next.height * shape;
    set(next);
  }

  frame.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    frame.focus();
    frame.setPointerCapture(event.pointerId);
    const from = part();
    const at = event.target.dataset.at ?? "";
    const size = box.getBoundingClientRect();
    const move = (now) => dragged(from, at,
      ((now.clientX - event.clientX) / size.width) * 100,
      ((now.clientY - event.clientY) / size.height) * 100);
    frame.addEventListener("pointermove", move);
    for (const end of ["pointerup", "pointercancel"]) {
      frame.addEventListener(end, () => frame.removeEventListener("pointermove", move), {
        once: true,
      });
    }
  });

  frame.addEventListener("keydown", (event) => {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const at = event.shiftKey ? (way[0] ? "e" : "s") : "";
    dragged(part(), at, way[0], way[1]);
  });

  form.addEventListener("input", (event) => {
    draw();
    if (["aspect", "turn"].includes(event.target.name)) reshape();
    else show();
  });
  draw();
  show();
}
