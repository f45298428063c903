/** Light, dark or as the device: remembered in this browser, the same on every page and the chat. */

const KEY = "care.theme";
const CHANGED = "care-theme";

/** `light`, `dark`, or null for "as my device". */
export function rememberedTheme() {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : null;
  } catch {
    return null;
  }
}

/** Remember the choice (null: as the device) and tell everything on this page. */
export function rememberTheme(theme) {
  try {
    if (theme) localStorage.setItem(KEY, theme);
    else localStorage.removeItem(KEY);
  } catch {
    // A browser without storage keeps it until the page is left.
  }
  window.dispatchEvent(new CustomEvent(CHANGED, { detail: theme }));
}

/** Keep `data-theme` of the node in step with the choice, on this page and from other tabs; returns how to stop. */
export function followTheme(node) {
  const apply = (theme) => {
    if (theme) node.dataset.theme = theme;
    else delete node.dataset.theme;
  };
  const changed = (event) => apply(event.detail);
  const elsewhere = (event) => event.key === KEY && apply(rememberedTheme());
  apply(rememberedTheme());
  window.addEventListener(CHANGED, changed);
  window.addEventListener("storage", elsewhere);
  return () => {
    window.removeEventListener(CHANGED, changed);
    window.removeEventListener("storage", elsewhere);
  };
}
