import type { Feature, FeatureCollection, Geometry, MultiPolygon, Polygon } from 'geojson';
import { countPeople, planPremises, type UnitFigures } from './figures.ts';
import { JURISDICTION_CODE, type Labels } from './labels.ts';
import { BARRIER_CLASSES } from './lines.ts';
import { JURISDICTION_NAME } from './names.ts';
import { type TracedPolygon, traceOutlines } from './outline.ts';
import { interiorPoint, type Point, pointAt, type Ring, toLonLat } from './plane.ts';
import { createRandom } from './random.ts';
import { nameStreets } from './streets.ts';
import type { TownModel } from './town-model.ts';

/** A stretch of one community's outline that leaves the mesh: between two nodes it takes another way. */
export interface Detour {
  community: number;
  from: number;
  to: number;
  /** The other way, without its two ends. */
  points: readonly Point[];
}

/** The town as GeoJSON (RFC 7946): longitude and latitude, shells counterclockwise. */
export interface Layers {
  jurisdiction: FeatureCollection;
  communities: FeatureCollection;
  units: FeatureCollection;
  barriers: FeatureCollection;
  estates: FeatureCollection;
  facilities: FeatureCollection;
}

/** Writes the town as it stands, its communities with the detours given. */
export function drawLayers(
  model: TownModel,
  labels: Labels,
  detours: readonly Detour[] = [],
): Layers {
  const people = countPeople(model);
  return {
    jurisdiction: collect([drawJurisdiction(model, people)]),
    communities: collect(drawCommunities(model, labels, people, detours)),
    units: collect(drawUnits(model, labels, people)),
    barriers: collect(drawBarriers(model)),
    estates: collect(drawEstates(model, labels, people)),
    facilities: collect(drawFacilities(model, labels)),
  };
}

function collect(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features };
}

function feature(
  id: string,
  properties: Record<string, string | number | string[] | null>,
  geometry: Geometry,
): Feature {
  return { type: 'Feature', id, properties: { id, ...properties }, geometry };
}

/** A closed GeoJSON ring. */
export function closedRing(ring: Ring): [number, number][] {
  const positions = ring.map(toLonLat);
  return [...positions, toLonLat(pointAt(ring, 0))];
}

function toGeometry(polygons: readonly Ring[][]): Polygon | MultiPolygon {
  const coordinates = polygons.map((rings) => rings.map(closedRing));
  const [only] = coordinates;
  return only && coordinates.length === 1
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates };
}

function tracedRings(model: TownModel, polygon: TracedPolygon): Ring[] {
  const { mesh } = model;
  return [polygon.shell, ...polygon.holes].map((loop) =>
    loop.map((half) => mesh.at(mesh.from(half))),
  );
}

function total(figures: readonly UnitFigures[]): UnitFigures {
  const sum = (of: (unit: UnitFigures) => number) =>
    figures.reduce((all, unit) => all + of(unit), 0);
  return {
    dwellings: sum((unit) => unit.dwellings),
    households: sum((unit) => unit.households),
    population: sum((unit) => unit.population),
  };
}

function drawJurisdiction(model: TownModel, people: readonly UnitFigures[]): Feature {
  const polygons = traceOutlines(model.mesh, () => 0).get(0) ?? [];
  const properties = {
    code: JURISDICTION_CODE,
    name: JURISDICTION_NAME.zh,
    nameEn: JURISDICTION_NAME.en,
    kind: 'subdistrict',
    communities: model.communityCount,
    ...total(people),
  };
  return feature(
    JURISDICTION_CODE,
    properties,
    toGeometry(polygons.map((polygon) => tracedRings(model, polygon))),
  );
}

function drawCommunities(
  model: TownModel,
  labels: Labels,
  people: readonly UnitFigures[],
  detours: readonly Detour[],
): Feature[] {
  const outlines = traceOutlines(model.mesh, (face) => model.communityOf[face] ?? null);
  const features = labels.communities.map(({ code, name, kind }, community) => {
    const own = model.plots.filter((plot) => model.communityOf[plot.face] === community);
    const figures = total(own.map((plot) => pointAt(people, plot.face)));
    const scattered = total(
      own.filter((plot) => plot.estate === null).map((plot) => pointAt(people, plot.face)),
    );
    const premises = planPremises(model, community, figures.households);
    const properties = {
      code,
      name: name.zh,
      nameEn: name.en,
      kind,
      ...figures,
      dispersedHouseholds: scattered.households,
      serviceSpaceSquareMetres: premises.service,
      elderlySpaceSquareMetres: premises.elderly,
      foundingTeam: figures.households > 2400 ? 5 : 4,
    };
    const ownDetours = detours.filter((detour) => detour.community === community);
    const polygons = (outlines.get(community) ?? []).map((polygon) =>
      [polygon.shell, ...polygon.holes].map((loop) => withDetours(model, loop, ownDetours)),
    );
    return feature(code, properties, toGeometry(polygons));
  });
  return features.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
}

/** A loop as a ring, with the detours that begin on it in place of the mesh's own way. */
function withDetours(model: TownModel, loop: readonly number[], detours: readonly Detour[]): Ring {
  const { mesh } = model;
  let nodes = loop.map((half) => mesh.from(half));
  let ring: Point[] = nodes.map((node) => mesh.at(node));
  for (const { from, to, points } of detours) {
    const start = nodes.indexOf(from);
    if (start < 0) continue;
    // Turn the ring so that it starts at the detour; -1 stands for a point that is no node.
    nodes = [...nodes.slice(start), ...nodes.slice(0, start)];
    ring = [...ring.slice(start), ...ring.slice(0, start)];
    const end = nodes.indexOf(to);
    if (end < 0) throw new Error('a detour ends on another ring than it begins');
    nodes = [from, ...points.map(() => -1), ...nodes.slice(end)];
    ring = [pointAt(ring, 0), ...points, ...ring.slice(end)];
  }
  return ring;
}

function drawUnits(model: TownModel, labels: Labels, people: readonly UnitFigures[]): Feature[] {
  const features = model.plots.map((plot) => {
    const number = pointAt(labels.units, plot.face);
    const community = model.communityOf[plot.face] ?? null;
    const properties = {
      code: `${JURISDICTION_CODE}-${number}`,
      community: community === null ? null : pointAt(labels.communities, community).code,
      landUse: plot.landUse,
      ...pointAt(people, plot.face),
      estate: plot.estate === null ? null : pointAt(labels.estates, plot.estate).id,
    };
    return feature(`U${number}`, properties, toGeometry([[plot.ring]]));
  });
  return features.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
}

function drawBarriers(model: TownModel): Feature[] {
  const { mesh, layout, lineClasses, insideEstates, seed } = model;
  const streets = nameStreets(
    mesh,
    layout.lines,
    lineClasses,
    insideEstates,
    createRandom(seed, 'street names'),
  );
  streets.sort((a, b) => BARRIER_CLASSES.indexOf(a.class) - BARRIER_CLASSES.indexOf(b.class));
  return streets.map(({ class: kind, name, pieces }, i) => {
    const id = `B${String(i + 1).padStart(Math.max(3, String(streets.length).length), '0')}`;
    const lines = pieces.map((piece) => piece.map(toLonLat));
    const [only] = lines;
    const geometry: Geometry =
      only && lines.length === 1
        ? { type: 'LineString', coordinates: only }
        : { type: 'MultiLineString', coordinates: lines };
    return feature(id, { class: kind, name: name.zh, nameEn: name.en }, geometry);
  });
}

function drawEstates(model: TownModel, labels: Labels, people: readonly UnitFigures[]): Feature[] {
  const features = model.compounds.flatMap((compound, estate) => {
    // Cleared: its ground is no longer an estate.
    if (compound.plots.length === 0) return [];
    const { id, name } = pointAt(labels.estates, estate);
    const figures = total(compound.plots.map((face) => pointAt(people, face)));
    // An estate in two communities is entered under the one with more of its households.
    const [main] = [...compound.plots].sort(
      (a, b) => pointAt(people, b).households - pointAt(people, a).households,
    );
    const community = model.communityOf[main ?? -1] ?? null;
    const properties = {
      name: name.zh,
      nameEn: name.en,
      houseType: compound.houseType,
      ...figures,
      occupancy: Math.round((1000 * figures.households) / figures.dwellings) / 1000,
      community: community === null ? null : pointAt(labels.communities, community).code,
      units: compound.plots.map((face) => `U${pointAt(labels.units, face)}`).sort(),
    };
    return feature(id, properties, toGeometry([[compound.ring]]));
  });
  return features.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
}

function drawFacilities(model: TownModel, labels: Labels): Feature[] {
  const rows = labels.communities.flatMap(({ code, name }, community) => {
    const own = model.plots.filter((plot) => model.communityOf[plot.face] === community);
    const households = own.reduce((sum, plot) => sum + pointAt(model.households, plot.face), 0);
    const premises = planPremises(model, community, households);
    const centre = pointAt(model.centres, community);
    return [
      {
        code,
        name,
        face: centre.service,
        kind: 'service-centre',
        zh: '党群服务中心',
        en: 'Service Centre',
        space: premises.service,
        // 80 to 90 % of it for service and activities.
        share: Math.round(80 + 2 * (community % 6)) / 100,
      },
      {
        code,
        name,
        face: centre.elderly,
        kind: 'elderly-care',
        zh: '居家养老服务照料中心',
        en: 'Home Care Centre for the Elderly',
        space: premises.elderly,
        share: undefined,
      },
    ];
  });
  rows.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.kind < b.kind ? 1 : -1));
  return rows.map(({ code, name, face, kind, zh, en, space, share }, i) => {
    const id = `F${String(i + 1).padStart(Math.max(3, String(rows.length).length), '0')}`;
    const properties = {
      kind,
      name: name.zh + zh,
      nameEn: `${name.en} ${en}`,
      community: code,
      spaceSquareMetres: space,
      ...(share === undefined ? {} : { serviceShare: share }),
    };
    const place = toLonLat(interiorPoint(pointAt(model.plots, face).ring));
    return feature(id, properties, { type: 'Point', coordinates: place });
  });
}
