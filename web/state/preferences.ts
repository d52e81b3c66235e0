/**
 * What the browser remembers for the reader. A browser may refuse storage (private windows,
 * policies); then nothing is remembered and everything else works.
 */
export interface Preferences {
  read(key: string): string | null;
  write(key: string, value: string): void;
}
