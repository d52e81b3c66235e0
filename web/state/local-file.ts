import type { InputProblem } from '#contract/input-problem.ts';
import { unpackArea } from '#engine/geometry/packed-areas.ts';
import type { AuditedFile, Failure, HandedCommunities, Stage } from '../worker/protocol.ts';
import { type Community, numberOf, type Town, textOf } from './town.ts';

/** A file of the reader's own that is audited on this machine; it is not sent and not kept. */
export type LocalFile = { name: string } & (
  | { status: 'working'; stage: Stage; share: number | null }
  /** The town and the audit on the page are those of the file. */
  | { status: 'shown' }
  | { status: 'refused'; problems: readonly InputProblem[] }
  | ({ status: 'failed' } & Failure)
);

/** How the codes of towns that are files begin. */
export const FILE_CODE = 'file:';

export const NO_TOWN: Town = {
  jurisdiction: { code: '', policy: null, name: null, nameEn: null, geometry: null },
  communities: [],
  material: { barriers: [], estates: [], facilities: [], units: [] },
};

/** Whether the town on the page is a file, whatever becomes of the next one meanwhile. */
export const isOfFile = (town: Town | null): boolean =>
  town?.jurisdiction.code.startsWith(FILE_CODE) ?? false;

/** The communities of an audited file as the town on the page. */
export function townOfFile(name: string, number: number, { communities }: AuditedFile): Town {
  return {
    ...NO_TOWN,
    jurisdiction: { ...NO_TOWN.jurisdiction, code: `${FILE_CODE}${number}`, name },
    communities: communities.ids.map((id, index) => communityOf(communities, id, index)),
    drawing: communities.drawing,
  };
}

function communityOf(handed: HandedCommunities, id: string, index: number): Community {
  const { kind, households, dwellings, population } = handed.shown[index] ?? {};
  const [name, nameEn] = [handed.names[index] ?? null, handed.namesEn[index] ?? null];
  return {
    id,
    // An id that stands in for the name need not be said twice.
    code: name === null && nameEn === null ? null : id,
    name,
    nameEn,
    kind: textOf(kind),
    households: numberOf(households),
    dwellings: numberOf(dwellings),
    population: numberOf(population),
    geometry: unpackArea(handed.areas, index),
  };
}
