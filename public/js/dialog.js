// Opening and closing of <dialog>: the browser keeps the focus inside and gives it back.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  const dialog = opener && document.getElementById(opener.dataset.dialogOpen);
  if (dialog) {
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) closer.closest("dialog")?.close();
  else if (event.target instanceof HTMLDialogElement && isOutside(event)) event.target.close();
});

/** A click on the backdrop arrives at the dialog itself, beyond its own edges. */
function isOutside(event) {
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right
    || event.clientY < box.top || event.clientY > box.bottom;
}

// One that came open with the page, for those without scripts, becomes a real one.
const auto = document.querySelector("dialog[data-dialog-auto]");
auto?.removeAttribute("open");
auto?.showModal();
