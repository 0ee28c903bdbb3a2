// The switch between light, dark and whatever the system prefers.
const root = document.documentElement;

/** Marks the option in force on every switch of the page. */
export function showTheme() {
  let chosen = root.dataset.theme ?? "system";
  try { chosen = localStorage.getItem("epox-theme") ?? chosen; } catch { /* storage is off */ }
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === chosen));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-set]");
  if (!button) return;
  const theme = button.dataset.themeSet;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try { localStorage.setItem("epox-theme", theme); } catch { /* holds for this page only */ }
  showTheme();
});
