/**
 * Points MapLibre at its worker as a file of our own build. Left to itself in a bundle, version 6
 * looks for the worker beside a module that is no longer there and draws nothing, without a word.
 */
import { setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';

setWorkerUrl(workerUrl);
