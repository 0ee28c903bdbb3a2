// Light and colour, shown live on a small copy with the imaging program's own formulas.
import { surface } from "./edit-surface.js";

const toLight = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const toByte = (light) =>
  255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);
const grey = (red, green, blue) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
const inside = (value) => Math.min(Math.max(value, 0), 1);

/** Warm light has more red and less blue; white stays as bright. */
function gains(temperature) {
  const found = [Math.exp(0.28 * temperature), 1, Math.exp(-0.36 * temperature)];
  const white = grey(...found);
  return found.map((gain) => gain / white);
}

/** Stored value after by the square root of light before. */
function curve(brightness, contrast) {
  const power = 2 ** (-0.8 * brightness);
  const steep = 1 + 5 * contrast;
  const swing = (x) => Math.tanh((steep * (x - 0.5)) / 2);
  const bent = (x) => contrast > 0
    ? 0.5 + (0.5 * swing(x)) / swing(1) : 0.5 + (x - 0.5) * (1 + 0.6 * contrast);
  return Float32Array.from({ length: 2049 }, (_, step) => {
    const stored = toByte((step / 2048) ** 2) / 255;
    return 255 * inside(bent(Math.max(stored, 0) ** power));
  });
}

export function start(stage, form, picture) {
  const { canvas, pen } = surface(stage, picture, 720);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const source = pen.getImageData(0, 0, canvas.width, canvas.height);
  const light = Float32Array.from({ length: 256 }, (_, byte) => toLight(byte / 255));
  const value = (name) => Math.min(Math.max(Number(form.elements[name].value) || 0, -100), 100) / 100;

  function draw() {
    const [r, g, b] = gains(value("temperature"));
    const colour = 1 + value("saturation");
    const table = curve(value("brightness"), value("contrast"));
    const out = pen.createImageData(source);
    const [from, to] = [source.data, out.data];
    const stored = (mean, part) => table[Math.round(Math.sqrt(inside(mean + (part - mean) * colour)) * 2048)];
    for (let at = 0; at < from.length; at += 4) {
      const [red, green, blue] = [light[from[at]] * r, light[from[at + 1]] * g, light[from[at + 2]] * b];
      const mean = grey(red, green, blue);
      to[at] = stored(mean, red);
      to[at + 1] = stored(mean, green);
      to[at + 2] = stored(mean, blue);
      to[at + 3] = from[at + 3];
    }
    pen.putImageData(out, 0, 0);
  }

  let waiting = 0;
  form.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  });
  draw();
}
