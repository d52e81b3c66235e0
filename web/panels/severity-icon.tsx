import type { Severity } from '#engine/coverage/types.ts';

/** A shape of its own for each severity, so that colour is not the only sign. */
const PATHS: Readonly<Record<Severity, string>> = {
  error: 'M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2z',
  warning: 'M8 1.8l6.8 12H1.2z',
  info: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z',
};

export function SeverityIcon({ severity }: { severity: Severity }) {
  return (
    <svg class={`severity severity-${severity}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[severity]} />
    </svg>
  );
}
