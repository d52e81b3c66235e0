import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SAMPLE_SEED, sampleFiles } from './sample-files.ts';

/** Writes the sample town to `data/sample`: the same bytes each time (`npm run sample`). */
const directory = fileURLToPath(new URL('../sample/', import.meta.url));
mkdirSync(directory, { recursive: true });
for (const [name, text] of sampleFiles(SAMPLE_SEED)) {
  writeFileSync(`${directory}${name}`, text);
  console.log(`data/sample/${name}  ${Math.round(text.length / 1024)} KiB`);
}
