// The editor of pictures: each tool shows live what its form says. The form does the work.
const tools = {
  crop: () => import("./edit-crop.js"),
  light: () => import("./edit-light.js"),
  remove: () => import("./edit-mask.js"),
};

/** Begins the tool of a stage below `root`. Safe to call again. */
export async function start(root) {
  for (const stage of root.querySelectorAll("[data-editor]")) {
    if (stage.dataset.ready) continue;
    stage.dataset.ready = "yes";
    const form = document.getElementById("edit-form");
    addRanges(form);
    const picture = stage.querySelector("img");
    await picture.decode().catch(() => {});
    const tool = await tools[stage.dataset.editor]?.();
    tool?.start(stage, form, picture);
  }
}

/** A slider under every number that has a standard; the number stays what is sent. */
function addRanges(form) {
  if (form.dataset.tool !== "light") return;
  for (const number of form.querySelectorAll("input[type=number]:not([data-free])")) {
    const range = document.createElement("input");
    Object.assign(range, { type: "range", min: number.min, max: number.max, step: number.step });
    range.value = number.value;
    range.className = "edit-range";
    range.setAttribute("aria-label", document.querySelector(`label[for=${number.id}]`).textContent);
    range.addEventListener("input", () => {
      number.value = range.value;
      number.dispatchEvent(new Event("input", { bubbles: true }));
    });
    number.addEventListener("input", () => { range.value = number.value; });
    number.after(range);
  }
}
