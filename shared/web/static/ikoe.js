// htmx notes the path of the page for a history that we do not use: nothing of a visitor
// stays in the browser.
try {
  sessionStorage.removeItem("htmx-current-path-for-history");
} catch {
  // A browser that keeps nothing anyway.
}
