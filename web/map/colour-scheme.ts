import { type ReadonlySignal, signal } from '@preact/signals';

/** Whether the reader's system asks for dark colours; follows it when it changes. */
export function watchDarkScheme(): ReadonlySignal<boolean> {
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const dark = signal(query.matches);
  query.addEventListener('change', (event) => {
    dark.value = event.matches;
  });
  return dark;
}
