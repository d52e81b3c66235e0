import { type PackedAreas, packAreas } from '../../geometry/packed-areas.ts';
import { resolveSettings } from '../audit.ts';
import { findInvalidCommunities } from '../find-invalid-communities.ts';
import type {
  AuditOptions,
  AuditResult,
  CommunityInput,
  Finding,
  JurisdictionInput,
} from '../types.ts';
import { type AuditFrame, type AuditState, measureAll, measureEdit } from './audit-state.ts';
import { FindingCache } from './finding-cache.ts';
import { IdIndex } from './id-index.ts';
import { makeMembers } from './member.ts';
import { MemberList } from './member-list.ts';
import { makeOutline } from './outline.ts';
import { type CommunityEdit, changeRegister, changesOf, type Register } from './register.ts';
import { NOTHING, reportState, type StateReport } from './report-state.ts';

export type { CommunityEdit } from './register.ts';

/** How the coverage is to be audited, from the beginning. */
export interface IncrementalOptions extends AuditOptions {
  jurisdiction?: JurisdictionInput | null;
  /** The communities' areas, where they are typed arrays already. */
  packed?: PackedAreas;
}

/** What the last edit changed about the findings. */
export interface FindingChanges {
  added: readonly Finding[];
  removed: readonly Finding[];
  /** Why the whole coverage was audited; null when a window around the edit was enough. */
  wholeBecause: string | null;
}

/**
 * A coverage under edit and its audit: after an edit only what it touches is judged again, and the
 * result is that of {@link auditCoverage} on the coverage as it is now.
 *
 * ```ts
 * const audit = IncrementalAudit.start(communities, { jurisdiction });
 * const [a] = audit.positionsOf('C07');
 * const moved = audit.edit([{ at: a, community: withGeometry(audit.at(a), geometry) }]);
 * moved.result.findings;   // of the edited coverage
 * moved.changes.added;     // what the edit brought about
 * audit.result;            // undo: the audit before the edit is still there
 * ```
 *
 * An audit never changes: `edit` returns another one, and the one before it stays as good as it was.
 * Undo is to go back to it, redo to go forward. They share all that is the same, so that keeping
 * many of them is cheap (some 0.15 MB for an edit in 10,000 communities).
 *
 * A community keeps its *position* for as long as it lives: its index in the coverage as it was given,
 * or the next free one when it was added. A position that was removed stays empty, and can be filled again.
 *
 * An edit that touches more than a quarter of the coverage, or that closes or opens land on its
 * outside where no outline is given, is judged by a full audit; `changes.wholeBecause` says why. The outline can be
 * edited as well.
 *
 * The lists of pairs in a result (`adjacency`, `pointContacts`) are made when they are first read. Communities
 * given to it must not be changed in place. Pure: no clock, `elapsedMilliseconds` is 0.
 */
export class IncrementalAudit {
  /** As `auditCoverage(this.communities, …)` has it; a finding that an edit left alone stays the same object. */
  readonly result: AuditResult;
  /** Against the audit that this one was edited from; at the start all findings are new. */
  readonly changes: FindingChanges;

  readonly #frame: AuditFrame;
  readonly #state: AuditState;
  readonly #report: StateReport;

  private constructor(
    frame: AuditFrame,
    state: AuditState,
    wholeBecause: string | null,
    before?: IncrementalAudit,
  ) {
    this.#frame = frame;
    this.#state = state;
    this.#report = reportState(frame, state, before === undefined ? NOTHING : before.#report);
    const { result, added, removed } = this.#report;
    this.result = result;
    this.changes = { added, removed, wholeBecause };
  }

  /**
   * Audits the whole coverage and keeps what later edits go on from.
   * @throws RangeError when an option is negative or not a number
   */
  static start(
    communities: readonly CommunityInput[],
    options: IncrementalOptions = {},
  ): IncrementalAudit {
    const { jurisdiction = null, packed: given, ...auditOptions } = options;
    const settings = resolveSettings(auditOptions);
    const outline = makeOutline(jurisdiction);
    const frame: AuditFrame = {
      settings,
      adjacency: options.adjacency ?? false,
      cache: new FindingCache(),
      namedBorders: new WeakMap(),
      namedPointContacts: new WeakMap(),
    };
    const packed = given ?? packAreas(communities.map(({ geometry }) => geometry));
    const { invalid } = findInvalidCommunities(communities, packed);
    const register: Register = {
      members: MemberList.of(makeMembers(communities, packed, invalid)),
      // The caller's own list may change.
      inputs: [...communities],
      ids: IdIndex.of(communities.map(({ id }, position) => [position, id] as const)),
      flawed: new Map(),
      vertices: packed.coordinates.length / 2,
      count: communities.length,
    };
    const flawed = new Map([...invalid].map((at) => [at, register.members.at(at)!] as const));
    const areas = invalid.size === 0 ? packed : null;
    const state = measureAll(frame, { ...register, flawed }, outline, areas);
    return new IncrementalAudit(frame, state, 'the audit starts');
  }

  /** The communities as they are now, by position. */
  get communities(): CommunityInput[] {
    const list: CommunityInput[] = [];
    this.#state.members.forEach(({ community }) => {
      list.push(community);
    });
    return list;
  }

  /** The community at a position; null when it was removed. */
  at(position: number): CommunityInput | null {
    return this.#state.members.at(position)?.community ?? null;
  }

  /** Where the communities of an id are: none, one, or several when it is repeated. */
  positionsOf(id: string): readonly number[] {
    return this.#state.ids.positionsOf(id);
  }

  /** The next position that an added community gets. */
  get nextPosition(): number {
    return this.#state.members.length;
  }

  /** The outline that it is audited against; null without one. */
  get jurisdiction(): JurisdictionInput | null {
    return this.#state.outline.given;
  }

  /**
   * The audit of the coverage after some edits, all at once.
   * @param jurisdiction the outline from now on, where it is another one: vertices of its that were moved, put in or taken out are
   *   an edit like others; with other rings, or none, all is audited anew. Left out: it stays
   * @throws RangeError when a position has never been given to a community
   */
  edit(
    edits: readonly CommunityEdit[],
    { jurisdiction = this.jurisdiction }: { jurisdiction?: JurisdictionInput | null } = {},
  ): IncrementalAudit {
    const before = this.#state;
    const outline =
      jurisdiction === this.jurisdiction
        ? before.outline
        : makeOutline(jurisdiction, before.outline);
    const changes = changesOf(before.members, edits);
    const known = changeRegister(before, changes);
    const { state, wholeBecause } = measureEdit(
      this.#frame,
      before,
      known,
      outline,
      new Set(changes.keys()),
    );
    return new IncrementalAudit(this.#frame, state, wholeBecause, this);
  }
}
