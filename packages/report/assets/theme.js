// Before anything is drawn: the theme that the reader chose here before.
try {
  const theme = localStorage.getItem('hl-theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Nothing is remembered where that is not allowed.
}
