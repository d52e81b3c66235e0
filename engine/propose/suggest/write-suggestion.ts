import { byCodePoint } from '../../coverage/context.ts';
import { findingId } from '../../coverage/finding-id.ts';
import { InconsistentCoverageError } from '../../coverage/label-faces.ts';
import { nameOf } from '../../coverage/name-of.ts';
import { TooTangledError } from '../../coverage/node-edges.ts';
import type { AreaGeometry, CommunityInput, Message } from '../../coverage/types.ts';
import { FIELDS } from '../../rules/fields.ts';
import { namedShare, newBorders } from './border-evidence.ts';
import { countUnits, lastingProperties } from './community-figures.ts';
import { countMoved } from './count-moved.ts';
import { communityAfter, type Draft, type DraftCommunity } from './draft.ts';
import { CHARACTERS, explainDraft } from './explain-draft.ts';
import type { Ground } from './ground.ts';
import { Judge, type Judgement } from './judge-draft.ts';
import { Redrawer, type Redrawn } from './redraw.ts';
import { Scorer } from './score-draft.ts';
import type { RuleVerdict, Suggestion } from './types.ts';

export type Written = { ok: true; suggestion: Suggestion } | { ok: false; why: Message };

type Drawn = CommunityInput & { geometry: AreaGeometry };

/** An enclave, a shape that the policy finds too irregular, a border not clear enough: each weighs like so many metres of open border. */
const MISSED_SHAPE = 500;
const SHAPE_RULES = /^(shape\.|boundary\.)/;
/** Neighbours that are redrawn from their units with a draft, at most this many times round. */
const MOST_ROUNDS = 4;

/** Makes suggestions of drafts: draws them, has them judged and scored, and puts them into words. */
export class SuggestionWriter {
  readonly scorer: Scorer;
  private readonly ground: Ground;
  private readonly redrawer: Redrawer;
  private readonly judge: Judge;

  constructor(ground: Ground) {
    this.ground = ground;
    this.redrawer = new Redrawer(ground);
    this.judge = new Judge(ground);
    this.scorer = new Scorer(ground);
  }

  /** A suggestion, or the rule that the draft would break. */
  write(draft: Draft): Written {
    try {
      return this.attempt(draft, MOST_ROUNDS, new Set());
    } catch (error) {
      if (!(error instanceof TooTangledError || error instanceof InconsistentCoverageError))
        throw error;
      return { ok: false, why: undrawn(draft, error.message) };
    }
  }

  private attempt(draft: Draft, rounds: number, redrawn: ReadonlySet<string>): Written {
    const { geometries, matched, outline } = this.redrawer.redraw(draft);
    const drawn: Drawn[] = [];
    for (const [i, community] of draft.communities.entries()) {
      const geometry = geometries[i];
      if (geometry == null)
        return { ok: false, why: undrawn(draft, `${community.id} has no ground`) };
      drawn.push(this.describe(draft, community, geometry, redrawn.has(community.id)));
    }
    const changed = new Set(drawn.map(({ id }) => id).filter((id) => !redrawn.has(id)));
    const judgement = this.judge.judge(
      draft,
      { communities: this.after(draft, drawn, matched), outline },
      changed,
    );
    if (judgement.errors.length > 0) {
      const known = new Set(draft.communities.map(({ id }) => id));
      const bystanders = judgement.bystanders.filter((id) => !known.has(id));
      const more = this.withBystanders(draft, bystanders);
      if (rounds > 0 && more !== null) {
        return this.attempt(more, rounds - 1, new Set([...redrawn, ...bystanders]));
      }
      return { ok: false, why: broken(draft, judgement.errors) };
    }
    return {
      ok: true,
      suggestion: this.compose(draft, drawn, { matched, outline }, judgement, redrawn),
    };
  }

  private describe(
    { kind }: Draft,
    { id, name, nameEn, properties, units }: DraftCommunity,
    geometry: AreaGeometry,
    isBystander: boolean,
  ): Drawn {
    return {
      id,
      ...(name === undefined ? {} : { name }),
      ...(nameEn === undefined ? {} : { nameEn }),
      properties: {
        ...properties,
        ...(units.length === 0 ? {} : countUnits(this.ground, units)),
        ...(isBystander || kind === 'replan' || kind === 'repair'
          ? {}
          : { [FIELDS.planOperation]: kind }),
      },
      geometry,
    };
  }

  /** All communities after the draft. */
  private after(
    draft: Draft,
    drawn: readonly Drawn[],
    matched: readonly Drawn[],
  ): CommunityInput[] {
    const gone = new Set([...draft.abolished, ...drawn.map(({ id }) => id)]);
    const withVertices = new Map(matched.map((community) => [community.id, community]));
    const others = this.ground.input.communities.filter(({ id }) => !gone.has(id));
    return [...others.map((community) => withVertices.get(community.id) ?? community), ...drawn];
  }

  /**
   * The draft with neighbours that are drawn from their units as well: where a community's border on the map is not
   * that of its units, the one cannot change without the other. Null when none can help.
   */
  private withBystanders(draft: Draft, bystanders: readonly string[]): Draft | null {
    const { communities, unitsOf } = this.ground;
    const more = bystanders.flatMap((id): DraftCommunity[] => {
      const community = communities.get(id);
      const units = unitsOf.get(id);
      if (community === undefined || units === undefined) return [];
      const { name, nameEn } = community;
      return [
        {
          id,
          ...(name === undefined ? {} : { name }),
          ...(nameEn === undefined ? {} : { nameEn }),
          properties: lastingProperties(community),
          from: [id],
          units,
        },
      ];
    });
    if (more.length === 0) return null;
    const names = more.slice(0, 4).map((community) => nameOf(community));
    const rest = more.length - names.length;
    return {
      ...draft,
      communities: [...draft.communities, ...more],
      remarks: [
        ...draft.remarks,
        {
          zh: `${names.map(({ zh }) => `“${zh}”`).join('、')}${rest > 0 ? `等 ${more.length} 个社区` : ''}的图上界线与其地块不一致，一并按地块重绘，户数不变。`,
          en: `The border of ${names.map(({ en }) => en).join(', ')}${rest > 0 ? ` and ${rest} more` : ''} on the map is not that of its units: it is redrawn along them, and no household moves by that.`,
        },
      ],
    };
  }

  private compose(
    draft: Draft,
    drawn: readonly Drawn[],
    { matched, outline }: Pick<Redrawn, 'matched' | 'outline'>,
    judgement: Judgement,
    redrawn: ReadonlySet<string>,
  ): Suggestion {
    const { ground } = this;
    const own = drawn.filter(({ id }) => !redrawn.has(id));
    const evidence = newBorders(ground, draft);
    const householdsMoved = countMoved(ground, draft);
    const focus: Draft = {
      ...draft,
      communities: draft.communities.filter(({ id }) => !redrawn.has(id)),
    };
    const parts = this.scorer.score(
      focus,
      own.map(({ geometry }) => geometry),
      householdsMoved.total,
    );
    const irregular = judgement.missed.filter(({ rule }) => SHAPE_RULES.test(rule)).length;
    parts.push({
      id: 'shape-rules',
      value: MISSED_SHAPE * irregular,
      figures: { missed: irregular },
    });
    const total = Math.round(10 * parts.reduce((sum, { value }) => sum + value, 0)) / 10;
    const assignment = changedUnits(ground, draft);
    const { satisfied, missed, unchecked } = judgement;
    const suggestion: Omit<Suggestion, 'explanation'> = {
      id: suggestionId(draft, assignment),
      kind: draft.kind,
      character: draft.character,
      communities: [...drawn],
      abolished: [...draft.abolished].sort(byCodePoint),
      assignment,
      operations: [...draft.operations],
      score: { total, parts },
      satisfied,
      missed,
      unchecked,
      matched: [...matched],
      ...(outline === null ? {} : { outline }),
      evidence,
      namedBorderShare: namedShare(evidence),
      householdsMoved,
      certificate: draft.certificate,
    };
    return { ...suggestion, explanation: explainDraft(ground, focus, suggestion) };
  }
}

function changedUnits({ units, communityOf }: Ground, draft: Draft): Record<string, string> {
  const after = communityAfter(draft, communityOf);
  return Object.fromEntries(
    units.flatMap(({ id }, u) => {
      const community = after[u]!;
      return community === null || community === communityOf[u] ? [] : [[id, community]];
    }),
  );
}

const suggestionId = (draft: Draft, assignment: Record<string, string>): string =>
  findingId(`suggest.${draft.kind}`, [
    ...draft.abolished,
    ...draft.communities.map(({ id }) => id),
    ...Object.entries(assignment)
      .map((pair) => pair.join('='))
      .sort(byCodePoint),
  ]);

const aimText = (character: string): Message =>
  CHARACTERS[character] ?? { zh: character, en: character };

const undrawn = ({ character }: Draft, reason: string): Message => ({
  zh: `方案“${aimText(character).zh}”无法绘出图形：${reason}。`,
  en: `The draft “${aimText(character).en}” cannot be drawn: ${reason}.`,
});

function broken({ character, communities }: Draft, errors: readonly RuleVerdict[]): Message {
  const [first] = errors;
  const more = errors.length - 1;
  const count = communities.length;
  const aim = aimText(character);
  return {
    zh: `舍去一个方案（${aim.zh}，${count} 个社区）：将违反 ${first!.rule}：${first!.message.zh}${more > 0 ? `另有 ${more} 处。` : ''}`,
    en: `Dropped a draft (${aim.en}, ${count} ${count === 1 ? 'community' : 'communities'}): it would break ${first!.rule}: ${first!.message.en}${more > 0 ? ` And ${more} more.` : ''}`,
  };
}
