import type { Point } from './plane.ts';

/** Classes of barriers, strongest first. */
export const BARRIER_CLASSES = [
  'expressway',
  'river',
  'railway',
  'ridge',
  'arterial',
  'canal',
  'collector',
  'local',
] as const;
export type BarrierClass = (typeof BARRIER_CLASSES)[number];

/** The classes on which people drive. */
export const ROAD_CLASSES: readonly BarrierClass[] = [
  'expressway',
  'arterial',
  'collector',
  'local',
];

/** `parcel` is a plot border inside a gated estate: it bounds units, but no road runs there. */
export type LineClass = BarrierClass | 'parcel';

/** A line of the town's plan before the lines are cut at their crossings. */
export interface MainLine {
  class: BarrierClass;
  points: readonly Point[];
  /** Where on the plan it runs; decides its name and what may be cut off it. */
  role: 'rim' | 'river' | 'canal' | 'railway' | 'hill-foot' | 'ridge' | 'north-south' | 'east-west';
}
