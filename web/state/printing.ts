import { signal } from '@preact/signals';

/** The page is being made ready for paper: drawn light, whatever the system's colours are. */
export const printing = signal(false);
