import type { AuditResult, Finding } from '#engine/coverage/types.ts';
import type { PlanCommunity } from '#engine/plan/types.ts';

type Communities = ReadonlyMap<string, PlanCommunity>;

/** A finding as it passes to the page. */
export type FindingNews =
  /** The same as the one at this place of the result before. */
  | number
  | { finding: Finding }
  /** Its geometry is that of a community, which the page has. */
  | { finding: Omit<Finding, 'geometry'>; geometryOf: string };

/**
 * A result as it passes to the page: what the page has already is named and not sent again. A rule that many communities
 * break has a finding with the whole geometry of each, and most findings stand from one edit to the next.
 */
export interface AuditNews {
  result: Omit<AuditResult, 'findings' | 'adjacency'>;
  findings: readonly FindingNews[];
}

interface ToldFinding {
  at: number;
  geometry: Finding['geometry'];
  /** All of it but the geometry. */
  text: string;
}

/** The worker's side. */
export class AuditTeller {
  #told: ReadonlyMap<string, ToldFinding> = new Map();

  /** @param communities that the result is of */
  tell({ findings, adjacency: _, ...result }: AuditResult, communities: Communities): AuditNews {
    const before = this.#told;
    const told = new Map<string, ToldFinding>();
    const news = findings.map((finding, at): FindingNews => {
      const { geometry, ...rest } = finding;
      const known = before.get(finding.id);
      const text = JSON.stringify(rest);
      told.set(finding.id, { at, geometry, text });
      if (known?.text === text && isSame(known.geometry, geometry)) return known.at;
      const owner = rest.communities.find((id) => communities.get(id)?.geometry === geometry);
      return geometry === null || owner === undefined
        ? { finding }
        : { finding: rest, geometryOf: owner };
    });
    this.#told = told;
    return { result, findings: news };
  }
}

/** The page's side. */
export class AuditHearer {
  #findings: readonly Finding[] = [];

  /**
   * @param communities that the result is of
   * @throws RangeError when the news are not of the results that were heard before
   */
  hear({ result, findings }: AuditNews, communities: Communities): AuditResult {
    const before = this.#findings;
    this.#findings = findings.map((news) => {
      if (typeof news === 'number') {
        const known = before[news];
        if (known === undefined) throw new RangeError(`no finding ${news} was told before`);
        return known;
      }
      if (!('geometryOf' in news)) return news.finding;
      return { ...news.finding, geometry: communities.get(news.geometryOf)?.geometry ?? null };
    });
    return { ...result, findings: [...this.#findings] };
  }
}

/** Geometries of findings are made anew at each audit, those of communities are not. */
const isSame = (a: Finding['geometry'], b: Finding['geometry']): boolean =>
  a === b || (a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b));
