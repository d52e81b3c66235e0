import { writeFileSync } from 'node:fs';
import pg from 'pg';
import type { PostgisFacts } from '../check/postgis-facts.ts';
import { runJob } from '../job.ts';
import { loadTable, type Queryable } from '../load-table.ts';
import { type Measurement, measure, meterOf } from '../measure.ts';
import { FACT_QUERIES, SESSION_SETTINGS, TIMED_QUERIES } from '../postgis-queries.ts';

// A native server. The data lies in a table, indexed and analysed, before the clock starts.
runJob(async ({ file, runs, databaseUrl, measure: isTimed = true, factsFile }, send) => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const setting of SESSION_SETTINGS) await client.query(setting);
    await client.query('drop table if exists communities');
    await loadTable(client, file);
    send({ kind: 'versions', versions: await readVersions(client) });
    if (isTimed)
      await timeQueries(client, runs, (m) => send({ kind: 'measurement', measurement: m }));
    if (factsFile !== undefined) {
      writeFileSync(factsFile, JSON.stringify(await readFacts(client)));
    }
  } finally {
    await client.end();
  }
});

async function readVersions(client: Queryable): Promise<Record<string, string>> {
  const { rows } = await client.query(
    "select postgis_lib_version() as postgis, postgis_geos_version() as geos, current_setting('server_version') as server",
  );
  const [{ postgis, geos, server }] = rows as [{ postgis: string; geos: string; server: string }];
  return { PostGIS: `${postgis}, GEOS ${geos}, PostgreSQL ${server}` };
}

async function timeQueries(
  client: Queryable,
  runs: number,
  send: (measurement: Measurement) => void,
): Promise<void> {
  const { rows } = await client.query('select pg_backend_pid() as pid');
  const meter = meterOf((rows as [{ pid: number }])[0].pid);
  const parts: Measurement[] = [];
  for (const [step, sql] of Object.entries(TIMED_QUERIES)) {
    const part = await measure({
      peer: 'PostGIS',
      step,
      runs,
      meter,
      work: async () => (await client.query(sql)).rows[0] as Record<string, number>,
    });
    parts.push(part);
    send(part);
  }
  send(sumOf(parts));
}

function sumOf(parts: Measurement[]): Measurement {
  const sum = (figure: 'cpuMilliseconds' | 'wallMilliseconds') =>
    parts.some((part) => part[figure] === null)
      ? null
      : parts.reduce((total, part) => total + part[figure]!, 0);
  const failed = parts.find(({ error }) => error !== undefined);
  return {
    peer: 'PostGIS',
    step: 'overlaps + gaps + adjacency',
    cpuMilliseconds: sum('cpuMilliseconds'),
    wallMilliseconds: sum('wallMilliseconds'),
    runs: [],
    peakMegabytes: Math.max(...parts.map(({ peakMegabytes }) => peakMegabytes ?? 0)),
    note: 'sum of the medians above; data loaded and indexed beforehand',
    ...(failed ? { error: `${failed.step}: ${failed.error}` } : {}),
  };
}

async function readFacts(client: Queryable): Promise<PostgisFacts> {
  const facts: Record<string, unknown[]> = {};
  for (const [name, sql] of Object.entries(FACT_QUERIES)) {
    facts[name] = (await client.query(sql)).rows;
  }
  return facts as unknown as PostgisFacts;
}
