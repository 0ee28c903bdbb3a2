// What the tools of the editor draw on.

/** A canvas in the picture's place, at most `most` pixels long, and what lies around it. */
export function surface(stage, picture, most) {
  const scale = Math.min(1, most / Math.max(picture.naturalWidth, picture.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", picture.alt);
  const box = document.createElement("div");
  box.className = "edit-surface";
  box.append(canvas);
  picture.hidden = true;
  stage.append(box);
  return { box, canvas, pen: canvas.getContext("2d", { willReadFrequently: true }) };
}
