import { signal } from '@preact/signals';
import type { MapController } from './map-controller.ts';

/** The map on the page; null while there is none. */
export const shownMap = signal<MapController | null>(null);
