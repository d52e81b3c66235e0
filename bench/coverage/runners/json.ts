import { readFileSync } from 'node:fs';
import { runJob } from '../job.ts';
import { measure } from '../measure.ts';

// The floor under every reader that goes through JSON.parse: the parse alone, its text in memory.
runJob(async ({ file, runs }, send) => {
  const text = readFileSync(file, 'utf8');
  const count = (parsed: unknown) => ({
    features: (parsed as { features: unknown[] }).features.length,
  });
  const steps = {
    'JSON.parse alone': () => count(JSON.parse(text)),
    'read, decode and JSON.parse': () => count(JSON.parse(readFileSync(file, 'utf8'))),
  };
  for (const [step, work] of Object.entries(steps)) {
    const measurement = await measure({ peer: 'JSON.parse', step, runs, work });
    send({ kind: 'measurement', measurement });
  }
});
