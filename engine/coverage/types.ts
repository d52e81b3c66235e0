/**
 * The vocabulary of the coverage audit: what goes in, what comes out.
 *
 * A *coverage* is a set of communities that should not overlap, should leave nothing of the
 * jurisdiction uncovered, and whose shared borders should match vertex for vertex. The audit
 * reports each departure as a {@link Finding}. Shapes are part of the public contract
 * (`sizhi audit --format json`, `POST /audits`): add, never rename.
 */

/** `[longitude, latitude]` in WGS 84 degrees; further ordinates (Z, M) are ignored. */
export type Position = number[];

/** A GeoJSON Polygon geometry. */
export interface PolygonGeometry {
  type: 'Polygon';
  coordinates: Position[][];
}
/** A GeoJSON MultiPolygon geometry. */
export interface MultiPolygonGeometry {
  type: 'MultiPolygon';
  coordinates: Position[][][];
}
/** What the audit accepts as an area. */
export type AreaGeometry = PolygonGeometry | MultiPolygonGeometry;

/** What a finding can point at. */
export type FindingGeometry =
  | AreaGeometry
  | { type: 'Point'; coordinates: Position }
  | { type: 'MultiPoint'; coordinates: Position[] }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'MultiLineString'; coordinates: Position[][] };

/**
 * One community of the coverage. `geometry: null` is reported as invalid, never skipped. `geometry` and
 * `properties` may be getters of a class: read them by name, a spread would miss them.
 */
export interface CommunityInput {
  /** Unique in the coverage; a repeated id is reported as a duplicate. */
  id: string;
  name?: string;
  /** Name in English messages; `name` stands in where it is missing. */
  nameEn?: string;
  geometry: AreaGeometry | null;
  /** Attributes as they came; policy rules read households and the like from here. */
  properties?: Readonly<Record<string, unknown>>;
}

/** The outline that the communities must cover exactly. */
export interface JurisdictionInput {
  id?: string;
  name?: string;
  /** Name in English texts; `name` stands in where it is missing. */
  nameEn?: string;
  geometry: AreaGeometry;
}

export const COVERAGE_KINDS = [
  'overlap',
  'gap',
  'outside',
  'non-contiguous',
  'enclave',
  'sliver',
  'mismatch',
  'invalid',
  'duplicate',
  'unchecked',
] as const;
/** Kinds counted in the summary. `sliver` is a count only: such a finding keeps its own kind. */
export type CoverageKind = (typeof COVERAGE_KINDS)[number];

export type Severity = 'error' | 'warning' | 'info';

/** A text in both languages of the product. */
export interface Message {
  zh: string;
  en: string;
}

/** An edit that would mend the finding, in the terms of the plan operations (DESIGN §4). */
export interface Fix {
  operation: string;
  parameters: Record<string, unknown>;
  label: Message;
}

/** One departure from what a coverage, or a policy, demands. */
export interface Finding {
  /** The same for the same fault in the same data, whatever the order of the input. */
  id: string;
  /** Stable rule name: `coverage.overlap`, `size.split`, … */
  rule: string;
  /** A coverage kind, or `policy` for the rules of a policy and those about units. */
  kind: Exclude<CoverageKind, 'sliver'> | 'policy';
  severity: Severity;
  /** Ids of the communities concerned, sorted; for a gap, those that border it. */
  communities: string[];
  /** In the audit of a part: those of `communities` that are not of the part. */
  communitiesBeyond?: string[];
  /** Geodesic area; null where the finding has none (a place, a line, a missing attribute). */
  areaSquareMetres: number | null;
  /** Diameter of the largest inscribed circle; null where the finding has no area. */
  widthMetres: number | null;
  /** `[lon, lat]` to zoom to, inside the finding; null only when nothing has a place. */
  location: Position | null;
  geometry: FindingGeometry | null;
  message: Message;
  fixes: Fix[];
  /** True for an overlap, gap or outside region narrower than the sliver width. */
  sliver?: boolean;
  /** What kind of mismatch or invalidity, in a stable word (`t-junction`, `self-crossing`, …). */
  detail?: string;
  /** For a gap: what lies on its other side is unknown when no jurisdiction outline was given. */
  neighbourOutside?: 'unknown';
  /** The clause a policy rule comes from. */
  clause?: string;
  /** Figures behind the message, with their unit in the name. */
  figures?: Record<string, number | string>;
}

export interface AuditSummary {
  communities: number;
  /** In the audit of a part: how many communities around it were looked at; `communities` are its own. */
  communitiesBeyond?: number;
  vertices: number;
  /** Sum of the communities' geodesic areas. */
  areaSquareMetres: number;
  counts: Record<CoverageKind, number>;
  /** Summed over pairs of communities. */
  overlapAreaSquareMetres: number;
  gapAreaSquareMetres: number;
  outsideAreaSquareMetres: number;
  elapsedMilliseconds: number;
  /** Connected parts of the area covered by all communities together. */
  components: number;
  /** Pairs of communities that share a border of positive length, within the tolerance. */
  rookPairs: number;
  /** `rookPairs` and the pairs that meet in points only; when asked for. */
  queenPairs?: number;
  /** Findings smaller than the smallest area that counts. */
  leftOut: {
    overlap: number;
    gap: number;
    outside: number;
    parts: number;
    areaSquareMetres: number;
  };
  /** Findings per rule of the policy, when one was evaluated, and about units, when there were any. */
  rules?: Record<string, number>;
}

export interface AuditResult {
  /** Version of the engine that made this result. */
  version: string;
  summary: AuditSummary;
  /** Errors first, then larger before smaller, then by id. */
  findings: Finding[];
  /** What the audit had to assume, in words for the reader. */
  assumptions: Message[];
  /** Borders between communities, when asked for. */
  adjacency?: { communities: [string, string]; sharedLengthMetres: number }[];
  /** Pairs that meet in points only, when asked for: with `adjacency`, all that are queen contiguous. */
  pointContacts?: { communities: [string, string]; points: Position[] }[];
}

export interface AuditOptions {
  /**
   * Communities whose borders run within this of one another are neighbours, and differences
   * narrower than this that are too small to count are mismatches. Metres, default 0.1. It never
   * hides an overlap or a gap of at least `minAreaSquareMetres`.
   */
  toleranceMetres?: number;
  /** Overlaps, gaps and outside regions below this are left out and counted. m², default 1. */
  minAreaSquareMetres?: number;
  /** Overlaps and gaps narrower than this are slivers. Metres, default 5. */
  sliverWidthMetres?: number;
  /** Return the list of bordering pairs with their shared length. */
  adjacency?: boolean;
  /**
   * Find the pairs that meet in points only as well: `pointContacts` of the result, and `queenPairs`
   * of the summary.
   */
  queen?: boolean;
}
