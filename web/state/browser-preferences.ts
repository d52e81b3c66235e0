import type { Preferences } from './preferences.ts';

/** Preferences in `localStorage`, under a prefix of our own. */
export function browserPreferences(): Preferences {
  const prefix = 'sizhi.';
  return {
    read(key) {
      try {
        return localStorage.getItem(prefix + key);
      } catch (error) {
        console.info('Preferences cannot be read in this browser.', error);
        return null;
      }
    },
    write(key, value) {
      try {
        localStorage.setItem(prefix + key, value);
      } catch (error) {
        console.info('Preferences are not kept in this browser.', error);
      }
    },
  };
}
