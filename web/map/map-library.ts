/** The chunk with MapLibre in it: its worker, its styles and what we build on them. */
import 'maplibre-gl/dist/maplibre-gl.css';
import './maplibre-worker.ts';

export { createMapController } from './map-controller.ts';
