import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Feature } from 'geojson';
import type { AuditResult } from '#engine/coverage/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import type { Api, TileTemplate } from '../api/client.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { failed, type Loadable, loading, ready } from './loadable.ts';
import {
  byCode,
  type Jurisdiction,
  MATERIAL,
  type Material,
  readCommunity,
  type Town,
} from './town.ts';

/** The policy of the jurisdiction, and whether the server could check it. */
export interface AuditPolicy {
  id: string;
  isInstalled: boolean;
}

/** The town on the page as the register has it, or as a file of the reader's; not as a plan changes it. */
export interface Register {
  town: Signal<Loadable<Town>>;
  /** Layers of the town that did not load; the rest is shown without them. */
  layerProblems: Signal<readonly { material: Material; problem: Problem }[]>;
  audit: Signal<Loadable<AuditResult>>;
  auditPolicy: Signal<AuditPolicy | null>;
  rules: ReadonlySignal<Policy | null>;

  /** Town, audit and policy, side by side; what fails says so in its own place. */
  load(jurisdiction: Jurisdiction, signal: AbortSignal): Promise<void>;
  runAudit(jurisdiction: Jurisdiction, signal: AbortSignal): Promise<void>;
  /** A file of the reader's takes the place of the town. */
  showFile(town: Town, result: AuditResult): void;
}

/** More blocks than these come to the map as vector tiles: a hundred thousand features would be 50 MB of JSON. */
const UNITS_AS_TILES_ABOVE = 5000;

/** The problem of a server that does not have the policy it was asked for. */
const UNKNOWN_POLICY = '/problems/unknown-policy';

/** Reads towns from a server. */
export function createRegister(api: Api): Register {
  const town = signal<Loadable<Town>>(loading());
  const layerProblems = signal<readonly { material: Material; problem: Problem }[]>([]);
  const audit = signal<Loadable<AuditResult>>(loading());
  const auditPolicy = signal<AuditPolicy | null>(null);
  const rules = signal<Policy | null>(null);

  async function loadTown(jurisdiction: Jurisdiction, signal: AbortSignal): Promise<void> {
    const total = MATERIAL.length + 1;
    let done = 0;
    const count = <T>(value: T): T => {
      if (!signal.aborted) town.value = loading(++done, total);
      return value;
    };
    const problems: { material: Material; problem: Problem }[] = [];
    let unitTiles: TileTemplate | null = null;
    const loadUnits = async (): Promise<readonly Feature[]> => {
      const units = await api.units(jurisdiction.code, UNITS_AS_TILES_ABOVE, signal);
      if (!('tiles' in units)) return units;
      unitTiles = units;
      return [];
    };
    const loadMaterial = async (material: Material): Promise<[Material, readonly Feature[]]> => {
      try {
        const items =
          material === 'units' ? loadUnits() : api.items(material, jurisdiction.code, signal);
        return [material, count(await items)];
      } catch (error) {
        problems.push({ material, problem: problemOf(error) });
        return [material, []];
      }
    };
    town.value = loading(0, total);
    try {
      const [features, ...material] = await Promise.all([
        api.items('communities', jurisdiction.code, signal).then(count),
        ...MATERIAL.map(loadMaterial),
      ]);
      if (signal.aborted) return;
      batch(() => {
        layerProblems.value = problems;
        town.value = ready({
          jurisdiction,
          communities: features.map(readCommunity).sort(byCode),
          material: Object.fromEntries(material) as Record<Material, readonly Feature[]>,
          ...(unitTiles === null ? {} : { unitTiles: unitTiles.tiles }),
        });
      });
    } catch (error) {
      if (!signal.aborted) town.value = failed(problemOf(error));
    }
  }

  async function runAudit({ code, policy }: Jurisdiction, signal: AbortSignal): Promise<void> {
    batch(() => {
      audit.value = loading();
      auditPolicy.value = policy === null ? null : { id: policy, isInstalled: true };
    });
    try {
      const result = await api.audit(code, policy, signal).catch((error: unknown) => {
        if (policy === null || problemOf(error).type !== UNKNOWN_POLICY) throw error;
        // The coverage can be checked all the same; the summary says that the policy was not.
        if (!signal.aborted) auditPolicy.value = { id: policy, isInstalled: false };
        return api.audit(code, null, signal);
      });
      if (!signal.aborted) audit.value = ready(result);
    } catch (error) {
      if (!signal.aborted) audit.value = failed(problemOf(error));
    }
  }

  /** For the figures that communities are held against; without them the page says less, and nothing wrong. */
  async function loadPolicy({ policy: id }: Jurisdiction, signal: AbortSignal): Promise<void> {
    rules.value = null;
    if (id === null) return;
    try {
      const found = await api.policy(id, signal);
      if (!signal.aborted) rules.value = found;
    } catch (error) {
      if (!signal.aborted) console.info('The figures of the policy did not load.', error);
    }
  }

  return {
    town,
    layerProblems,
    audit,
    auditPolicy,
    rules,
    async load(jurisdiction, signal) {
      await Promise.all([
        loadTown(jurisdiction, signal),
        runAudit(jurisdiction, signal),
        loadPolicy(jurisdiction, signal),
      ]);
    },
    runAudit,
    showFile(shown, result) {
      batch(() => {
        auditPolicy.value = null;
        rules.value = null;
        town.value = ready(shown);
        audit.value = ready(result);
      });
    },
  };
}
