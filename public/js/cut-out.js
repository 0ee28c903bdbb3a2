// Strokes over a picture that say what is product and what is background. The form sends them.
const colours = { keep: "rgb(0 120 255 / .55)", drop: "rgb(230 40 40 / .55)" };

/** Begins on the page's form. */
export async function start() {
  const form = document.querySelector("[data-cut-out]");
  const stage = form.querySelector("[data-stage]");
  const picture = stage.querySelector("img");
  await picture.decode().catch(() => {});
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
  canvas.dataset.testid = "cut-out-canvas";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "Draw here over the product or over its background");
  stage.append(canvas);
  const ink = canvas.getContext("2d");
  const tools = form.querySelector("[data-brush]");
  const strokes = JSON.parse(form.strokes.value || stage.dataset.strokes);
  tools.hidden = false;

  function paint(stroke) {
    ink.strokeStyle = colours[stroke.keeps ? "keep" : "drop"];
    [ink.lineWidth, ink.lineCap, ink.lineJoin] = [stroke.radius * 2 * canvas.width, "round", "round"];
    ink.beginPath();
    const [first, ...rest] = stroke.points;
    ink.moveTo(first.x * canvas.width, first.y * canvas.height);
    // A tap is a dot: a line of no length draws one with round ends.
    for (const point of rest.length ? rest : [first]) ink.lineTo(point.x * canvas.width, point.y * canvas.height);
    ink.stroke();
  }

  function redraw() {
    ink.clearRect(0, 0, canvas.width, canvas.height);
    strokes.forEach(paint);
    form.strokes.value = strokes.length ? JSON.stringify(strokes) : "";
  }

  const share = (part, whole) => Math.round(Math.min(Math.max(part / whole, 0), 1) * 1e4) / 1e4;

  function place(event) {
    const size = canvas.getBoundingClientRect();
    return { x: share(event.clientX - size.left, size.width), y: share(event.clientY - size.top, size.height) };
  }

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    const stroke = { keeps: form.brush.value === "keep", radius: form.breadth.value / 200, points: [place(event)] };
    strokes.push(stroke);
    redraw();
    const move = (now) => { stroke.points.push(place(now)); redraw(); };
    canvas.addEventListener("pointermove", move);
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, () => canvas.removeEventListener("pointermove", move), { once: true });
    }
  });
  tools.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "undo") strokes.pop();
    if (act === "clear") strokes.length = 0;
    if (act) redraw();
  });
  redraw();
}
