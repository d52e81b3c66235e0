import type { Message } from '../coverage/types.ts';
import type { MeasureResult } from './types.ts';

export type Known = Extract<MeasureResult, { state: 'known' }>;
export type Missing = Extract<MeasureResult, { state: 'missing' }>;

export const known = (value: number, details: Omit<Known, 'state' | 'value'> = {}): Known => ({
  state: 'known',
  value,
  ...details,
});

export const missing = (reason: string, message: Message): Missing => ({
  state: 'missing',
  reason,
  message,
});

/** `{ estimated: true }` where any of the figures is an estimate; nothing otherwise. */
export const estimatedLike = (...figures: readonly Known[]): { estimated?: true } =>
  figures.some(({ estimated }) => estimated === true) ? { estimated: true } : {};
