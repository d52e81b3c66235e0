import type { BarrierClass } from '../state/layers.ts';
import type { ColourClass } from './colour-classes.ts';

/** The colours of the map in one colour scheme. Findings keep theirs; see `finding-marks.ts`. */
export interface MapTheme {
  background: string;
  townFill: string;
  townOutline: string;
  townGlow: string;
  /** Fills of communities; neighbours get different ones. */
  communities: readonly string[];
  /** Fills of communities that are coloured by a figure. */
  classes: Readonly<Record<ColourClass, string>>;
  communityOpacity: number;
  communityOutline: string;
  highlight: string;
  text: string;
  textSoft: string;
  halo: string;
  unit: string;
  estateFill: string;
  estateOpacity: number;
  estateOutline: string;
  facility: string;
  /** What a tool is making, and ground that it gives away. */
  sketch: string;
  sketchGive: string;
  /** Where what is being made cannot be done. */
  sketchProblem: string;
  barriers: Readonly<Record<BarrierClass, { line: string; casing: string; text: string }>>;
}

export const LIGHT: MapTheme = {
  background: '#f1f3f5',
  townFill: '#ffffff',
  townOutline: '#39424e',
  townGlow: '#39424e',
  communities: ['#f9e7c4', '#d5ead0', '#cfe3f3', '#e6dbf2', '#f8d9d2', '#d3ecea'],
  classes: {
    urban: '#cfe3f3',
    village: '#d0e8c8',
    converted: '#f8e3b4',
    park: '#e2d5f1',
    'other-kind': '#dfe3e8',
    'far-below': '#7fafdc',
    below: '#bcd8f0',
    fitting: '#e3f1dc',
    above: '#fbd5a5',
    'far-above': '#ee9a72',
    'no-households': '#dfe3e8',
    'compact-1': '#ee9a72',
    'compact-2': '#fbd5a5',
    'compact-3': '#f3f0d2',
    'compact-4': '#c8e3d3',
    'compact-5': '#88c4b2',
    'no-shape': '#dfe3e8',
    created: '#8fd0c0',
    changed: '#fbd5a5',
    unchanged: '#eef1f4',
  },
  communityOpacity: 0.85,
  communityOutline: '#71609b',
  highlight: '#0b5cad',
  text: '#1b2530',
  textSoft: '#4b5866',
  halo: '#ffffff',
  unit: '#9aa5b1',
  estateFill: '#fffdf8',
  estateOpacity: 0.6,
  estateOutline: '#a08462',
  facility: '#0b5cad',
  sketch: '#c2185b',
  sketchGive: '#6a3fb5',
  sketchProblem: '#c01818',
  barriers: {
    expressway: { line: '#f5b04c', casing: '#b9761a', text: '#7a4a08' },
    arterial: { line: '#ffd98a', casing: '#c39a45', text: '#6b4f12' },
    collector: { line: '#ffffff', casing: '#a8b0ba', text: '#4b5866' },
    local: { line: '#ffffff', casing: '#c3c9d1', text: '#5a6672' },
    path: { line: '#9a8f7d', casing: '#9a8f7d', text: '#5a6672' },
    wall: { line: '#6b6259', casing: '#6b6259', text: '#4b443c' },
    river: { line: '#7fb8e0', casing: '#5d9ccb', text: '#1f5f90' },
    canal: { line: '#9ccbe8', casing: '#6faad0', text: '#1f5f90' },
    railway: { line: '#ffffff', casing: '#4a5360', text: '#39424e' },
    ridge: { line: '#8a7a5c', casing: '#8a7a5c', text: '#5c4f36' },
  },
};

export const DARK: MapTheme = {
  background: '#0f141a',
  townFill: '#1a2029',
  townOutline: '#c9d3de',
  townGlow: '#c9d3de',
  communities: ['#4a4026', '#2c4531', '#27405a', '#3d3355', '#52332f', '#24484a'],
  classes: {
    urban: '#27405a',
    village: '#2c4531',
    converted: '#4f4422',
    park: '#3d3355',
    'other-kind': '#343b44',
    'far-below': '#2f6da6',
    below: '#284b6c',
    fitting: '#2a4030',
    above: '#5f4419',
    'far-above': '#8a4527',
    'no-households': '#343b44',
    'compact-1': '#8a4527',
    'compact-2': '#5f4419',
    'compact-3': '#43432b',
    'compact-4': '#274a3e',
    'compact-5': '#1f6a58',
    'no-shape': '#343b44',
    created: '#1f6a58',
    changed: '#5f4419',
    unchanged: '#262d36',
  },
  communityOpacity: 0.85,
  communityOutline: '#a898cf',
  highlight: '#6cb6ff',
  text: '#eef3f8',
  textSoft: '#bcc8d4',
  halo: '#10151b',
  unit: '#5a6673',
  estateFill: '#f3e6d2',
  estateOpacity: 0.12,
  estateOutline: '#b39a7a',
  facility: '#6cb6ff',
  sketch: '#ff7fb0',
  sketchGive: '#b99cff',
  sketchProblem: '#ff8a80',
  barriers: {
    expressway: { line: '#c98a2e', casing: '#4d340f', text: '#f0c98c' },
    arterial: { line: '#9c8140', casing: '#3f3418', text: '#e3cd96' },
    collector: { line: '#6b7684', casing: '#2a323b', text: '#c6d0da' },
    local: { line: '#4d5763', casing: '#262d35', text: '#b3bec9' },
    path: { line: '#857b6a', casing: '#857b6a', text: '#b3bec9' },
    wall: { line: '#9a9187', casing: '#9a9187', text: '#c6bdb2' },
    river: { line: '#2f6d9e', casing: '#1f4c70', text: '#9fd0f2' },
    canal: { line: '#2b5d84', casing: '#1d4462', text: '#9fd0f2' },
    railway: { line: '#10151b', casing: '#a7b1bd', text: '#c9d3de' },
    ridge: { line: '#8f8163', casing: '#8f8163', text: '#cfc09d' },
  },
};
