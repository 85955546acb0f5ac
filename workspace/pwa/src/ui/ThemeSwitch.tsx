import { useState } from 'react';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const MARKS: Readonly<Record<Theme, string>> = {
  system: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
  light:
    'M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  dark: 'M20 14A8.5 8.5 0 1 1 10 4a7 7 0 0 0 10 10z',
};

/** Goes round the three themes. The page's head applies the choice before the first paint of later visits. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(kept);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  const choose = () => {
    setTheme(next);
    apply(next);
  };
  return (
    <button
      type="button"
      onClick={choose}
      aria-label={`Theme: ${theme}. Change to ${next}`}
      title={`Theme: ${theme}`}
      className="grid size-11 cursor-pointer place-items-center rounded-sm hover:bg-white/10"
    >
      <svg viewBox="0 0 24 24" className="w-6" aria-hidden="true">
        <path
          d={MARKS[theme]}
          fill={theme === 'dark' ? 'currentcolor' : 'none'}
          stroke="currentcolor"
          strokeWidth="1.8"
          strokeLinecap="round"
        />
        {theme === 'system' ? <path d="M12 4a8 8 0 0 0 0 16z" fill="currentcolor" /> : null}
      </svg>
    </button>
  );
}

function kept(): Theme {
  const theme = document.documentElement.dataset['theme'];
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function apply(theme: Theme): void {
  if (theme === 'system') {
    delete document.documentElement.dataset['theme'];
    localStorage.removeItem('dice-theme');
  } else {
    document.documentElement.dataset['theme'] = theme;
    localStorage.setItem('dice-theme', theme);
  }
}
