// Runs in <head> before anything is painted, so that neither the theme nor the rail flashes.
// A page may ask for another default with <html data-theme-default="dark"> (the live room does).
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  let theme = null;
  let rail = null;
  try {
    theme = localStorage.getItem("theme");
    rail = localStorage.getItem("rail");
  } catch {
    // Storage is blocked: the system's wish stands.
  }
  theme = theme || root.dataset.themeDefault;
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (rail === "narrow") root.dataset.rail = rail;
})();
