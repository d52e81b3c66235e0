import { signal } from '@preact/signals';
import type { MapController } from './map-controller.ts';

/** The map of the page, for what goes along with it or sends it somewhere; null while there is none. */
export const pageMap = signal<Pick<MapController, 'camera' | 'fit' | 'focus'> | null>(null);
