import { OUTSIDE } from '../mesh.ts';
import { isDisc } from '../outline.ts';
import { crossing, type Point, pointAt, type Ring, ringArea, toLonLat } from '../plane.ts';
import type { Compound } from '../plot.ts';
import {
  borderMetres,
  FAIR_HOUSEHOLDS,
  householdsOf,
  isClearOfFaults,
  membersOf,
  record,
  type Site,
  touchingFaces,
} from './site.ts';

/** Both communities have at least this share of the estate's area. */
const LEAST_SHARE = 0.28;

/**
 * Cuts an estate: of an estate on two units, the one on the border passes to the neighbouring
 * community, so that the border runs through the estate, where there is no road to follow.
 */
export function plantCutEstate(site: Site): boolean {
  const { model } = site;
  const joint = model.compounds.flatMap((compound, estate) =>
    compound.plots.length === 2 ? [{ compound, estate }] : [],
  );
  for (const { compound, estate } of site.random.shuffled(joint)) {
    for (const [taken, kept] of [compound.plots, [...compound.plots].reverse()]) {
      if (taken === undefined || kept === undefined) continue;
      const cut = findCut(site, compound, taken, kept);
      if (!cut) continue;
      const { giver, taker } = cut;
      model.communityOf[taken] = taker;
      const { id, name } = pointAt(site.labels.estates, estate);
      record(site, [giver, taker], compound.ring, {
        kind: 'estate.whole',
        form: 'cut estate',
        location: toLonLat(cut.middle),
        areaSquareMetres: null,
        geometry: { type: 'LineString', coordinates: cut.line.map(toLonLat) },
        figures: {
          estate: id,
          name: name.zh,
          households: householdsOf(model, compound.plots),
          smallerShare: Math.round(1000 * cut.share) / 1000,
        },
      });
      return true;
    }
  }
  return false;
}

interface EstateCut {
  giver: number;
  taker: number;
  /** The border where it runs inside the estate. */
  line: Point[];
  middle: Point;
  /** Share of the estate's area on its smaller side. */
  share: number;
}

function findCut(site: Site, compound: Compound, taken: number, kept: number): EstateCut | null {
  const { model } = site;
  const giver = model.communityOf[taken];
  const isFree = giver !== null && giver !== undefined && !site.busy.has(giver);
  if (!isFree || !isClearOfFaults(site, pointAt(model.plots, taken).place)) return null;
  if (touchingFaces(model.mesh, taken).has(OUTSIDE)) return null;
  const rest = membersOf(model, giver);
  rest.delete(taken);
  if (!isDisc(model.mesh, rest) || householdsOf(model, rest) < FAIR_HOUSEHOLDS.least) return null;
  const line = cutLine(site, compound.ring, taken, kept);
  if (!line || line.share < LEAST_SHARE) return null;
  for (const [taker, metres] of borderMetres(model, new Set([taken]))) {
    if (taker === giver || site.busy.has(taker) || metres < 60) continue;
    const grown = membersOf(model, taker).add(taken);
    if (householdsOf(model, grown) > FAIR_HOUSEHOLDS.most) continue;
    if (isDisc(model.mesh, grown)) return { giver, taker, ...line };
  }
  return null;
}

/** The border between two units where it crosses a ring, once in and once out. */
function cutLine(
  site: Site,
  ring: Ring,
  taken: number,
  kept: number,
): { line: Point[]; middle: Point; share: number } | null {
  const { mesh } = site.model;
  const loop = mesh.loop(taken);
  const isShared = (half: number) => mesh.faceOf(half ^ 1) === kept;
  const first = loop.findIndex((half, i) => isShared(half) && !isShared(pointAt(loop, i - 1)));
  const chain: Point[] = [];
  for (let i = first; isShared(pointAt(loop, i)); i++) {
    if (chain.length === 0) chain.push(mesh.at(mesh.from(pointAt(loop, i))));
    chain.push(mesh.at(mesh.to(pointAt(loop, i))));
  }
  const meetings: { at: number; side: number; point: Point }[] = [];
  for (let i = 0; i + 1 < chain.length; i++) {
    ring.forEach((a, side) => {
      const found = crossing(pointAt(chain, i), pointAt(chain, i + 1), a, pointAt(ring, side + 1));
      if (found) meetings.push({ at: i + found.s, side, point: found.point });
    });
  }
  meetings.sort((a, b) => a.at - b.at);
  const [entry, exit] = meetings;
  if (!entry || !exit || meetings.length !== 2) return null;
  const between = chain.slice(Math.floor(entry.at) + 1, Math.floor(exit.at) + 1);
  const line = [entry.point, ...between, exit.point];
  // One side of the estate: from the exit along its wall back to the entry, and along the line.
  const side: Point[] = [...line];
  for (let k = exit.side; k !== entry.side; k = (k + 1) % ring.length) {
    side.push(pointAt(ring, k + 1));
  }
  const share = Math.abs(ringArea(side)) / ringArea(ring);
  const half = Math.floor((line.length - 1) / 2);
  const [a, b] = [pointAt(line, half), pointAt(line, half + 1)];
  const middle: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  return { line, middle, share: Math.min(share, 1 - share) };
}
