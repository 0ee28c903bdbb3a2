// Removing: a brush over the picture; what is drawn travels as a black and white picture.
import { surface } from "./edit-surface.js";

const colour = "rgb(230 40 40)";

export function start(stage, form, picture) {
  const { box, canvas, pen } = surface(stage, picture, 1600);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const top = document.createElement("canvas");
  [top.width, top.height, top.className] = [canvas.width, canvas.height, "mask-canvas"];
  top.dataset.testid = "mask-canvas";
  top.setAttribute("role", "img");
  top.setAttribute("aria-label", "Draw here over what shall go");
  box.append(top);
  const ink = top.getContext("2d");
  const strokes = [];
  const tools = controls(form.querySelector("[data-brush]"), {
    undo: () => { strokes.pop(); redraw(); },
    clear: () => { strokes.length = 0; redraw(); },
    show: () => { top.style.opacity = tools.opacity.value / 100; },
  });

  function paint(stroke) {
    ink.globalCompositeOperation = stroke.erases ? "destination-out" : "source-over";
    [ink.strokeStyle, ink.lineWidth, ink.lineCap, ink.lineJoin] = [colour, stroke.width, "round", "round"];
    ink.beginPath();
    const [first, ...rest] = stroke.points;
    ink.moveTo(first[0], first[1]);
    // A tap is a dot: a line of no length draws one with round ends.
    for (const point of rest.length ? rest : [first]) ink.lineTo(point[0], point[1]);
    ink.stroke();
  }

  function redraw() {
    ink.clearRect(0, 0, top.width, top.height);
    strokes.forEach(paint);
  }

  function place(event) {
    const size = top.getBoundingClientRect();
    return [
      ((event.clientX - size.left) / size.width) * top.width,
      ((event.clientY - size.top) / size.height) * top.height,
    ];
  }

  top.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    top.setPointerCapture(event.pointerId);
    const width = (tools.size.value / 100) * Math.max(top.width, top.height) * 0.2 + 4;
    const stroke = { erases: tools.eraser.checked, width, points: [place(event)] };
    strokes.push(stroke);
    paint(stroke);
    const move = (now) => { stroke.points.push(place(now)); redraw(); };
    top.addEventListener("pointermove", move);
    for (const end of ["pointerup", "pointercancel"]) {
      top.addEventListener(end, () => top.removeEventListener("pointermove", move), { once: true });
    }
  });

  let sends = false;
  form.addEventListener("submit", async (event) => {
    if (sends || !strokes.some((stroke) => !stroke.erases)) return;
    event.preventDefault();
    event.stopPropagation();
    sends = true;
    const file = document.createElement("input");
    Object.assign(file, { type: "file", name: "mask", hidden: true });
    const parcel = new DataTransfer();
    parcel.items.add(new File([await drawing(top)], "mask.png", { type: "image/png" }));
    file.files = parcel.files;
    form.append(file);
    form.requestSubmit(event.submitter);
  }, true);
  addEventListener("pageshow", () => {
    sends = false;
    for (const file of form.querySelectorAll("[name=mask]")) file.remove();
  });
  tools.size.dispatchEvent(new Event("input"));
  top.style.opacity = 0.6;
}

/** What is drawn, white on black. */
function drawing(top) {
  const plain = new OffscreenCanvas(top.width, top.height);
  const pen = plain.getContext("2d");
  pen.drawImage(top, 0, 0);
  pen.globalCompositeOperation = "source-in";
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, plain.width, plain.height);
  pen.globalCompositeOperation = "destination-over";
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, plain.width, plain.height);
  return plain.convertToBlob({ type: "image/png" });
}

/** The brush's controls, each with its label. */
function controls(place, actions) {
  const range = (word, value, name) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "range", min: 1, max: 100, value, id: `mask-${name}`, className: "edit-range" });
    const label = document.createElement("label");
    label.htmlFor = input.id;
    label.className = "label";
    label.textContent = word;
    place.append(label, input);
    return input;
  };
  const size = range("Brush size", 25, "size");
  const opacity = range("How strongly the drawing shows", 60, "opacity");
  opacity.addEventListener("input", actions.show);
  const label = document.createElement("label");
  label.className = "check";
  const eraser = document.createElement("input");
  eraser.type = "checkbox";
  const word = document.createElement("span");
  word.textContent = "Eraser";
  label.append(eraser, word);
  const row = document.createElement("div");
  row.className = "row";
  for (const [name, text] of [["undo", "Undo stroke"], ["clear", "Clear"]]) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-small", textContent: text });
    button.dataset.testid = `mask-${name}`;
    button.addEventListener("click", actions[name]);
    row.append(button);
  }
  place.append(label, row);
  return { size, opacity, eraser };
}
