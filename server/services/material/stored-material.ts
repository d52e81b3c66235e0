import type { BarrierSource, LineGeometry } from '#engine/barriers/types.ts';
import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import type { EstateInput, FacilityInput, UnitInput } from '#engine/material/types.ts';
import {
  readCollection,
  readFeature,
  type StoredFeature,
  toArea,
  toFacility,
  toUnit,
} from '../audit/stored-features.ts';
import type { StoredMaterial } from '../compute/tasks.ts';
import type { RecordedJurisdiction } from './material-reader.ts';
import { resolveCommunities, resolveUnits } from './resolve-references.ts';
import { storedBarriers } from './stored-barriers.ts';

/** The register's material as the engine takes it; communities go by their ids. */
export interface RegisterInputs {
  jurisdiction?: RecordedJurisdiction;
  communities: CommunityInput[];
  /** Of the other day, where one was asked for. */
  communitiesBefore: CommunityInput[];
  barriers: BarrierSource[];
  estates: EstateInput[];
  facilities: FacilityInput[];
  units: UnitInput[];
}

/** Reads the features of a register, which we wrote ourselves a moment ago. */
export function readStoredMaterial(material: StoredMaterial): RegisterInputs {
  const communities = read(material.communities).map(toArea);
  const communitiesBefore = read(material.communitiesBefore).map(toArea);
  const estates = read(material.estates).map(toArea);
  const named = [...communities, ...communitiesBefore];
  const facilities = read<{ type: 'Point'; coordinates: Position }>(material.facilities);
  const units = read(material.units).map(toUnit);
  return {
    ...(material.jurisdiction === null
      ? {}
      : { jurisdiction: toJurisdiction(readFeature(material.jurisdiction)) }),
    communities,
    communitiesBefore,
    barriers: storedBarriers(read<LineGeometry>(material.barriers)),
    estates,
    facilities: resolveCommunities(facilities.map(toFacility), named),
    units: resolveUnits(units, { communities: named, estates }),
  };
}

/** Goes by its code, with which the ids of units begin that are cut from it. */
function toJurisdiction(feature: StoredFeature): RecordedJurisdiction {
  const { code } = feature.properties;
  return { ...toArea(feature), ...(typeof code === 'string' ? { id: code } : {}) };
}

/** In the order of their codes: that of the database is of ids that it made up, another one after each import. */
const read = <G = AreaGeometry>(chunks: readonly Uint8Array[]): StoredFeature<G>[] =>
  chunks.length === 0 ? [] : readCollection<G>(chunks).sort(byCode);

function byCode(a: StoredFeature<unknown>, b: StoredFeature<unknown>): number {
  const [one, other] = [String(a.properties.code), String(b.properties.code)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
