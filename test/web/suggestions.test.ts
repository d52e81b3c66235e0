import { describe, expect, it, vi } from 'vitest';
import type { Finding } from '#engine/coverage/types.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import type { Suggestion, SuggestResult } from '#engine/propose/suggest/types.ts';
import type { Draft } from '../../web/state/draft/types.ts';
import {
  groupSuggestions,
  isStillTrue,
  labelOf,
  shortFacts,
} from '../../web/state/suggestion-facts.ts';
import { aboutNow, kindForFinding, targetsOf } from '../../web/state/suggestion-target.ts';
import { createSuggestions } from '../../web/state/suggestions.ts';
import { suggestInput } from '../../web/worker/suggest-input.ts';
import type { Suggester } from '../../web/worker/suggester.ts';

const square = (west: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [west, 30],
      [west + 0.01, 30],
      [west + 0.01, 30.01],
      [west, 30.01],
      [west, 30],
    ] as [number, number][],
  ],
});
const community = (id: string, west: number) => ({
  id,
  name: `${id}社区`,
  nameEn: `${id} Community`,
  geometry: square(west),
});
const PLAN = planOf([community('A', 120), community('B', 120.01), community('C', 120.02)]);

const suggestion = (overrides: Partial<Suggestion>): Suggestion => ({
  id: 'one',
  kind: 'split',
  character: 'best-borders',
  communities: [community('A', 120), { ...community('A-2', 120.005), name: 'A2社区' }],
  abolished: [],
  assignment: {},
  operations: [],
  score: {
    total: 10,
    parts: [
      { id: 'size-band', value: 0, figures: { leastHouseholds: 1500, mostHouseholds: 2770 } },
    ],
  },
  satisfied: [],
  missed: [],
  unchecked: [],
  matched: [],
  evidence: [],
  namedBorderShare: 0.86,
  householdsMoved: { total: 1500, estimated: false, byEstate: [] },
  explanation: { zh: '长', en: 'long' },
  certificate: { state: 'optimal' },
  ...overrides,
});

const finding = (overrides: Partial<Finding>): Finding =>
  ({
    id: 'gap-1',
    kind: 'gap',
    rule: 'coverage.gap',
    severity: 'error',
    communities: ['A', 'B'],
    ...overrides,
  }) as Finding;

const NOTHING = { selected: null, picked: [], finding: null };

describe('what a suggestion is about', () => {
  it('is the nearest to what is selected, until the reader chooses', () => {
    expect(aboutNow('split', null, NOTHING)).toBe('policy');
    expect(aboutNow('split', null, { ...NOTHING, selected: 'A' })).toBe('selected');
    expect(aboutNow('split', 'policy', { ...NOTHING, selected: 'A' })).toBe('policy');
    expect(aboutNow('repair', null, { ...NOTHING, selected: 'A' })).toBe('town');
    expect(aboutNow('repair', null, { ...NOTHING, finding: finding({}) })).toBe('finding');
    expect(aboutNow('replan', 'selected', { ...NOTHING, selected: 'A' })).toBe('town');
  });

  it('falls back when what was chosen is there no more', () => {
    expect(aboutNow('merge', 'selected', NOTHING)).toBe('policy');
    expect(aboutNow('repair', 'finding', { ...NOTHING, finding: finding({ sliver: true }) })).toBe(
      'town',
    );
  });

  it('names communities, or leaves them to the policy', () => {
    const situation = { selected: 'A', picked: ['B', 'C'], finding: finding({}) };
    expect(targetsOf('selected', situation)).toEqual(['A']);
    expect(targetsOf('picked', situation)).toEqual(['B', 'C']);
    expect(targetsOf('finding', situation)).toEqual(['A', 'B']);
    expect(targetsOf('policy', situation)).toBeUndefined();
  });

  it('knows which findings a suggestion can mend', () => {
    const size: Partial<Finding> = { kind: 'policy', communities: ['A'] };
    expect(kindForFinding(finding({}))).toBe('repair');
    expect(kindForFinding(finding({ kind: 'overlap' }))).toBe('repair');
    expect(kindForFinding(finding({ ...size, rule: 'size.split' }))).toBe('split');
    expect(kindForFinding(finding({ ...size, rule: 'size.merge' }))).toBe('merge');
    expect(kindForFinding(finding({ ...size, rule: 'service.centre' }))).toBeNull();
    expect(kindForFinding(finding({ kind: 'mismatch' }))).toBeNull();
  });
});

describe('suggestions together', () => {
  const facts = (findings: string[]) =>
    ({ findings, changes: [] }) as unknown as NonNullable<Suggestion['repair']>;

  it('are grouped by finding, the repair of everything first', () => {
    const list = [
      suggestion({ id: 'all', kind: 'repair', repair: facts(['gap-1', 'gap-2']) }),
      suggestion({ id: 'a', kind: 'repair', repair: facts(['gap-1']) }),
      suggestion({ id: 'b', kind: 'repair', repair: facts(['gap-1']) }),
      suggestion({ id: 'c', kind: 'repair', repair: facts(['gap-2']) }),
    ];
    const groups = groupSuggestions(list, PLAN, [finding({})]);
    expect(groups.map(({ suggestions }) => suggestions.map(({ id }) => id))).toEqual([
      ['all'],
      ['a', 'b'],
      ['c'],
    ]);
    expect(groups[0]?.communities).toEqual([]);
    expect(groups[1]?.finding?.id).toBe('gap-1');
    // A finding that the audit of the page does not have still has its community.
    expect(groups[2]?.communities).toEqual(['A']);
  });

  it('are grouped by the community that they are about', () => {
    const list = [
      suggestion({ id: 'a' }),
      suggestion({ id: 'b', communities: [community('B', 120.01)] }),
      suggestion({ id: 'c' }),
    ];
    const groups = groupSuggestions(list, PLAN, []);
    expect(groups.map(({ communities }) => communities)).toEqual([['A'], ['B']]);
  });

  it('stay true as long as their communities do, and become true again by undo', () => {
    const one = suggestion({});
    const communities = new Map(PLAN.communities).set('C', community('C', 120.03));
    expect(isStillTrue(one, PLAN, { ...PLAN, communities })).toBe(true);
    const changed = new Map(PLAN.communities).set('A', community('A', 120.03));
    expect(isStillTrue(one, PLAN, { ...PLAN, communities: changed })).toBe(false);
    expect(isStillTrue(one, PLAN, { ...PLAN, communities: new Map(PLAN.communities) })).toBe(true);
    // A community that the suggestion makes must not be there already.
    const taken = new Map(PLAN.communities).set('A-2', community('A-2', 120.03));
    expect(isStillTrue(one, PLAN, { ...PLAN, communities: taken })).toBe(false);
  });

  it('have a label of a few words, the same object each time', () => {
    const one = suggestion({});
    expect(labelOf(one, PLAN).zh).toBe(
      '拆分A社区：界线最清晰，2 个社区，1,500–2,770 户，86% 沿道路河流，1,500 户改属',
    );
    expect(labelOf(one, PLAN).en).toMatch(/^Split A Community: .*1,500–2,770 households/);
    expect(labelOf(one, PLAN)).toBe(labelOf(one, PLAN));
    expect(shortFacts(suggestion({ kind: 'merge', abolished: ['B'] }), 'zh')).toBe('并入A社区');
  });
});

describe('the state of suggestions', () => {
  const draft = {
    material: { policy: null },
    state: { peek: () => PLAN },
    source: () => ({ kind: 'copy', ground: { base: PLAN }, state: PLAN }),
    audit: { peek: () => ({ status: 'ready', value: { findings: [] } }) },
  } as unknown as Draft;
  const result = (suggestions: Suggestion[]): SuggestResult => ({
    version: '1',
    seed: 1,
    suggestions,
    infeasible: [],
    dropped: [],
    assumptions: [],
  });

  it('keeps what was there when a further search is cancelled', async () => {
    const suggest = vi.fn<Suggester['suggest']>();
    suggest.mockResolvedValueOnce(result([suggestion({})]));
    const suggestions = createSuggestions({ suggest });
    await suggestions.ask({ kind: 'split', about: 'policy' }, draft, {});
    expect(suggestions.state.value.status).toBe('done');
    expect(suggestions.isFormOpen.value).toBe(false);
    suggest.mockReturnValueOnce(new Promise(() => undefined));
    void suggestions.ask({ kind: 'replan', about: 'town' }, draft, {});
    expect(suggestions.state.value.status).toBe('working');
    suggestions.cancel();
    expect(suggest.mock.calls[1]?.[3]?.signal?.aborted).toBe(true);
    expect(suggestions.state.value).toMatchObject({ status: 'done', asked: { kind: 'split' } });
    expect(suggestions.isFormOpen.value).toBe(true);
  });

  it('says so when the policy of the plan is not on the server', async () => {
    const suggest = vi.fn<Suggester['suggest']>().mockResolvedValue(result([]));
    await createSuggestions({ suggest }).ask({ kind: 'split', about: 'policy' }, draft, {});
    const [, given] = suggest.mock.calls[0] ?? [];
    expect(given).toEqual(draft.source());
    const { policy, notes } = suggestInput({ base: PLAN }, PLAN);
    expect(policy.rules).toEqual([]);
    expect(notes?.map(({ en }) => en).join()).toContain('does not have the policy');
  });

  it('keeps to the finding that was asked about', async () => {
    const facts = (findings: string[]) =>
      ({ findings, changes: [] }) as unknown as NonNullable<Suggestion['repair']>;
    const suggest: Suggester['suggest'] = async () =>
      result([
        suggestion({ id: 'a', kind: 'repair', repair: facts(['gap-1']) }),
        suggestion({ id: 'b', kind: 'repair', repair: facts(['gap-2']) }),
      ]);
    const suggestions = createSuggestions({ suggest });
    const asked = { kind: 'repair', about: 'finding', finding: finding({}) } as const;
    await suggestions.ask(asked, draft, { targets: ['A', 'B'] });
    const state = suggestions.state.value;
    expect(state.status === 'done' && state.result.suggestions.map(({ id }) => id)).toEqual(['a']);
  });
});
