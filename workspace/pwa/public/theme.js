// Before the first paint, so that nobody sees the other theme flash by.
try {
  const theme = localStorage.getItem('dice-theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // No storage: the system's theme.
}
