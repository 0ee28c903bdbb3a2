// The entry of every page. A page is whole without it; each piece makes one thing quicker.
import "./menu.js";
import "./dialog.js";
import "./forms.js";
import "./lists.js";
import "./fragment.js";
import { enhanceToasts } from "./toast.js";
import { showTheme } from "./appearance.js";
import { tellTimes } from "./times.js";
import { startPalette } from "./palette.js";
import { watchConnection } from "./outbox.js";

/** Looks after markup that has just arrived, with the page or with a live fragment. */
function enhance(root) {
  tellTimes(root);
  if (root.querySelector("[data-compare]")) {
    import("./compare.js").then((module) => module.enhanceCompare(root));
  }
  if (root.querySelector("[data-arrange]")) {
    import("./arrange.js").then((module) => module.enhanceArrange(root));
  }
  if (root.querySelector("[data-upload]")) {
    import("./upload.js").then((module) => module.start(root));
  }
  if (root.querySelector("[data-editor]")) import("./edit.js").then((module) => module.start(root));
}

enhance(document);
enhanceToasts();
showTheme();
startPalette();
watchConnection();
document.addEventListener("epox:fragment", (event) => enhance(event.target));
document.querySelector("[data-focus]")?.focus();
// Where not all tabs fit, the one that is open is seen.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const bar = tab.closest(".tabs");
  bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
}

if (document.querySelector("[data-live]")) import("./live.js").then((module) => module.start());
if (document.querySelector("[data-review]")) import("./review.js").then((module) => module.start());
if (document.querySelector("[data-cut-out]")) import("./cut-out.js").then((module) => module.start());
if (document.querySelector("[data-studio]")) import("./studio.js").then((module) => module.start());
