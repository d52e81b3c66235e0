import type { PackedAreas } from '../../geometry/packed-areas.ts';
import type { AuditSettings } from '../context.ts';
import type { Unexamined } from '../coverage-facts.ts';
import type { Border } from '../find-adjacency.ts';
import type { PointContact } from '../residual/collect-point-contacts.ts';
import type { AuditResult } from '../types.ts';
import { Connections } from './contacts.ts';
import type { FindingCache } from './finding-cache.ts';
import { judgeEdit } from './judge-edit.ts';
import type { LocalFacts } from './local-facts.ts';
import { measureWhole } from './measure-whole.ts';
import { areaOf, joinAreas, type Member, polygonsOf } from './member.ts';
import { type Outline, outlineChanges } from './outline.ts';
import type { Register } from './register.ts';

/** What edits do not change. */
export interface AuditFrame {
  settings: AuditSettings;
  /** Whether the result lists the borders. */
  adjacency: boolean;
  cache: FindingCache;
  /** Made of blocks of pairs. */
  namedBorders: WeakMap<readonly Border[], readonly Named<'adjacency'>[]>;
  namedPointContacts: WeakMap<readonly PointContact[], readonly Named<'pointContacts'>[]>;
}

type Named<List extends 'adjacency' | 'pointContacts'> = NonNullable<AuditResult[List]>[number];

/** A coverage with its facts. Never changed. */
export interface AuditState extends Register {
  readonly outline: Outline;
  readonly measured: MeasuredState | null;
  /** Why nothing was measured. */
  readonly failure: unknown;
}

interface MeasuredState {
  readonly facts: LocalFacts;
  readonly connections: Connections;
  readonly unexamined: readonly Unexamined[];
  readonly areaSquareMetres: number;
}

/**
 * Measures the whole coverage.
 * @param packed the members' areas, where they are at hand as a whole
 */
export function measureAll(
  { settings }: AuditFrame,
  register: Register,
  outline: Outline,
  packed: PackedAreas | null = null,
): AuditState {
  try {
    const positions: number[] = [];
    const members: Member[] = [];
    register.members.forEach((member, position) => {
      if (member.failure !== undefined) throw member.failure;
      positions.push(position);
      members.push(member);
    });
    const areas = packed ?? joinAreas(members);
    const whole = measureWhole(areas, positions, outline.packed, settings);
    const connections = new Connections(register.members, whole.facts.contacts);
    return { ...register, outline, measured: { ...whole, connections }, failure: undefined };
  } catch (failure) {
    // The report says that the coverage could not be checked, and why.
    return { ...register, outline, measured: null, failure };
  }
}

/**
 * Measures what an edit touches, and the whole where that is not enough.
 * @param outline after the edit
 * @param edited positions that the edit adds, changes or removes
 */
export function measureEdit(
  frame: AuditFrame,
  before: AuditState,
  register: Register,
  outline: Outline,
  edited: ReadonlySet<number>,
): { state: AuditState; wholeBecause: string | null } {
  try {
    return { state: measureTouched(frame, before, register, outline, edited), wholeBecause: null };
  } catch (error) {
    // Whatever a part could not tell, the whole tells; or its findings say that it could not either.
    const wholeBecause = error instanceof Error ? error.message : String(error);
    return { state: measureAll(frame, register, outline), wholeBecause };
  }
}

function measureTouched(
  { settings }: AuditFrame,
  { measured, members: before, outline: outlineBefore }: AuditState,
  register: Register,
  outline: Outline,
  edited: ReadonlySet<number>,
): AuditState {
  if (measured === null) throw new Error('the coverage could not be checked before');
  if (measured.unexamined.length > 0) throw new Error('a place was too tangled before');
  const { members: after } = register;
  for (const position of edited) {
    const failure = after.at(position)?.failure;
    if (failure !== undefined) throw failure;
  }
  const known = measured.facts;
  const facts = judgeEdit({
    before: { members: before, outline: outlineBefore.packed },
    after: { members: after, outline: outline.packed },
    ...{ edited, facts: known, settings },
    outlineBoxes: outlineChanges(outlineBefore, outline),
  });
  let { areaSquareMetres, connections } = measured;
  let isAsConnected = facts.contacts === known.contacts && before.length === after.length;
  for (const position of edited) {
    const [from, to] = [before.at(position), after.at(position)];
    areaSquareMetres += (to === null ? 0 : areaOf(to)) - (from === null ? 0 : areaOf(from));
    isAsConnected &&= countPolygons(from) === countPolygons(to);
  }
  if (!isAsConnected) connections = new Connections(after, facts.contacts);
  const now = { facts, connections, unexamined: [], areaSquareMetres };
  return { ...register, outline, measured: now, failure: undefined };
}

const countPolygons = (member: Member | null): number => (member === null ? 0 : polygonsOf(member));
