// Puts the chosen colours on the page before anything is painted. A classic script in <head>.
(function () {
  try {
    var theme = localStorage.getItem("epox-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    else if (theme === "system") delete document.documentElement.dataset.theme;
  } catch (storageIsOff) { /* the system's preference holds */ }
})();
