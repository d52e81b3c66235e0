import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runJob } from '../job.ts';
import { measure } from '../measure.ts';
import { importPeer, peerVersion } from '../peer-package.ts';

interface Mapshaper {
  runCommands(commands: string): Promise<void>;
  applyCommands(commands: string): Promise<Record<string, Uint8Array | string>>;
}

/**
 * mapshaper inside a warm process, so that its start-up is not counted against it. Every step
 * begins with the file, as ours does; `import` alone is the share of reading and building arcs.
 */
const STEPS = {
  import: '-info',
  'import and check-geometry': '-check-geometry',
  'import and mosaic': '-mosaic calc="n = count()"',
  'import and clean, gaps and overlaps kept': '-clean gap-fill-area=0 allow-overlaps',
};

/** Repairs, held against ours. The exported file goes nowhere. */
const REPAIRS = {
  'import and clean': { isWritten: false, against: 'repair' },
  'import, clean and export': { isWritten: true, against: 'repair-written' },
} as const;

runJob(async ({ file, runs, peersFolder, repairsOnly }, send) => {
  send({ kind: 'versions', versions: { mapshaper: peerVersion(peersFolder, 'mapshaper') } });
  const mapshaper = await importPeer<Mapshaper>(peersFolder, 'mapshaper');
  const input = `-i ${JSON.stringify(file)}`;
  const overlapping = repairsOnly ? 0 : await countOverlappingTiles(mapshaper, input);
  for (const [step, command] of repairsOnly ? [] : Object.entries(STEPS)) {
    const measurement = await measure({
      peer: 'mapshaper',
      step,
      runs,
      work: async () => {
        await mapshaper.runCommands(`${input} ${command} -quiet`);
        return step.endsWith('mosaic') ? { overlappingTiles: overlapping } : {};
      },
    });
    send({ kind: 'measurement', measurement });
  }
  for (const [step, { isWritten, against }] of Object.entries(REPAIRS)) {
    const folder = mkdtempSync(join(tmpdir(), 'sizhi-bench-'));
    const output = isWritten ? `-o ${JSON.stringify(join(folder, 'cleaned.geojson'))} force` : '';
    const measurement = await measure({
      ...{ peer: 'mapshaper', step, against, runs },
      work: async () => {
        await mapshaper.runCommands(`${input} -clean ${output} -quiet`);
        return {};
      },
    });
    rmSync(folder, { recursive: true, force: true });
    send({ kind: 'measurement', measurement });
  }
});

/** Tiles of the mosaic with more than one owner: what a user would read overlaps from. */
async function countOverlappingTiles(mapshaper: Mapshaper, input: string): Promise<number> {
  const commands = `${input} ${STEPS['import and mosaic']} -filter "n > 1" -o tiles.json -quiet`;
  const { 'tiles.json': text = '[]' } = await mapshaper.applyCommands(commands);
  return (JSON.parse(String(text)) as unknown[]).length;
}
