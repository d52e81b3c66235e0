import { readFileSync } from 'node:fs';
import { runJob } from '../job.ts';
import { measure } from '../measure.ts';
import { importPeer, peerVersion } from '../peer-package.ts';

interface TopojsonServer {
  topology(objects: Record<string, unknown>): { arcs: unknown[] };
}

// The input is parsed beforehand: only the building of arcs is timed.
runJob(async ({ file, runs, peersFolder }, send) => {
  const name = 'topojson-server';
  send({ kind: 'versions', versions: { [name]: peerVersion(peersFolder, name) } });
  const { topology } = await importPeer<TopojsonServer>(peersFolder, name);
  const communities: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const measurement = await measure({
    peer: name,
    step: 'topology of parsed input',
    runs,
    work: () => ({ arcs: topology({ communities }).arcs.length }),
  });
  send({ kind: 'measurement', measurement });
});
