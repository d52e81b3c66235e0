import { REPAIR_STRATEGIES, type RepairOptions } from './types.ts';

/** The options with their defaults in place. */
export type RepairSettings = Required<RepairOptions>;

export const DEFAULT_REPAIR_SETTINGS: RepairSettings = {
  gaps: 'longest-border',
  overlaps: 'longest-border',
  leaveWiderThanMetres: 50,
  toleranceMetres: 0.1,
  clip: false,
  duplicates: 'leave',
};

/** @throws RangeError */
export function resolveRepairOptions(options: RepairOptions): RepairSettings {
  const settings = { ...DEFAULT_REPAIR_SETTINGS };
  for (const [key, value] of Object.entries(options)) {
    if (value !== undefined) Object.assign(settings, { [key]: value });
  }
  for (const key of ['gaps', 'overlaps'] as const) {
    if (!REPAIR_STRATEGIES.includes(settings[key])) {
      throw new RangeError(
        `${key} must be one of ${REPAIR_STRATEGIES.join(', ')}, not ${settings[key]}`,
      );
    }
  }
  for (const key of ['leaveWiderThanMetres', 'toleranceMetres'] as const) {
    const isLimit = key === 'leaveWiderThanMetres' && settings[key] === Number.POSITIVE_INFINITY;
    if (!isLimit && !(Number.isFinite(settings[key]) && settings[key] >= 0)) {
      throw new RangeError(`${key} must be a number of at least 0, not ${settings[key]}`);
    }
  }
  return settings;
}
