import type { ComponentChildren } from 'preact';
import { nameOf } from '#engine/coverage/name-of.ts';
import type { Finding } from '#engine/coverage/types.ts';
import type { CommunityDiff, HouseholdCount } from '#engine/plan/diff.ts';
import { figureOf } from '#engine/plan/recount.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import { formatCount } from '../i18n/format.ts';
import type { Language } from '../i18n/language.ts';
import { readyValue } from '../state/loadable.ts';
import { useStore } from '../state/store-context.ts';
import type { Comparison } from '../worker/compare-protocol.ts';

/** The communities that differ, each figure as it was above and as it is below; the sums at the foot. */
export function CompareTable(props: { before: PlanState; after: PlanState; found: Comparison }) {
  const { before, after, found } = props;
  const store = useStore();
  const texts = store.texts.value.compare;
  const language = store.language.value;
  const findings = {
    before: countFindings(readyValue(store.compare.findingsBefore.value)),
    after: countFindings(readyValue(store.audit.value)?.findings ?? null),
  };
  return (
    <section>
      <h2>{texts.communities}</h2>
      <div class="compare-scroll">
        <table class="compare-table">
          <thead>
            <tr>
              <th scope="col">{texts.column.community}</th>
              <th scope="col">{texts.column.households}</th>
              <th scope="col">{texts.column.area}</th>
              <th scope="col" title={texts.compactnessHint}>
                {texts.column.compactness}
              </th>
              <th scope="col">{texts.column.findings}</th>
            </tr>
          </thead>
          <tbody>
            {found.communities.map((one) => (
              <CommunityRow key={one.id} diff={one} found={found} findings={findings} />
            ))}
          </tbody>
          <tfoot>
            <tr data-row="total">
              <th scope="row">{texts.total}</th>
              <Pair
                before={sumWords(
                  found.communities.map((one) => one.householdsBefore),
                  language,
                )}
                after={sumWords(
                  found.communities.map((one) => one.householdsAfter),
                  language,
                )}
              />
              <Pair
                before={areaWords(sum(found.communities.map((one) => one.areaBeforeSquareMetres)))}
                after={areaWords(sum(found.communities.map((one) => one.areaAfterSquareMetres)))}
              />
              <td />
              <td />
            </tr>
            <tr data-row="town">
              <th scope="row">{texts.totalTown}</th>
              <Pair
                before={sumWords(householdsIn(before), language)}
                after={sumWords(householdsIn(after), language)}
              />
              <td />
              <td />
              <Pair
                before={findings.before === null ? '…' : String(findings.before.all)}
                after={findings.after === null ? '…' : String(findings.after.all)}
              />
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  );
}

interface FindingCount {
  all: number;
  of: ReadonlyMap<string, number>;
}

function countFindings(findings: readonly Finding[] | null): FindingCount | null {
  if (findings === null) return null;
  const of = new Map<string, number>();
  for (const { communities } of findings) {
    for (const id of communities) of.set(id, (of.get(id) ?? 0) + 1);
  }
  return { all: findings.length, of };
}

function CommunityRow(props: {
  diff: CommunityDiff;
  found: Comparison;
  findings: { before: FindingCount | null; after: FindingCount | null };
}) {
  const { diff, found, findings } = props;
  const store = useStore();
  const texts = store.texts.value.compare;
  const language = store.language.value;
  const { id, outcome, before, after, isMoved } = diff;
  const name = nameOf(after ?? before ?? { id })[language];
  const was = before === null ? null : nameOf(before)[language];
  const target = { kind: 'community', id } as const;
  const number = (count: FindingCount | null, isThere: boolean): string | null =>
    !isThere ? null : count === null ? '…' : String(count.of.get(id) ?? 0);
  return (
    <tr data-community={id}>
      <th scope="row">
        {after === null ? (
          name
        ) : (
          <button
            type="button"
            class="link"
            onClick={() => store.select(target, { zoom: true })}
            onMouseEnter={() => store.hover(target)}
            onMouseLeave={() => store.hover(null)}
          >
            {name}
          </button>
        )}
        <span class={`outcome outcome-${outcome}`}>
          {outcome === 'changed' && !isMoved ? texts.onlyAttributes : texts.outcome[outcome]}
          {was !== null && after !== null && was !== name && ` · ${was}`}
        </span>
      </th>
      <Pair
        before={
          before === null ? null : householdWords(diff.householdsBefore, texts.unknown, language)
        }
        after={
          after === null ? null : householdWords(diff.householdsAfter, texts.unknown, language)
        }
      />
      <Pair
        before={
          diff.areaBeforeSquareMetres === null ? null : areaWords(diff.areaBeforeSquareMetres)
        }
        after={diff.areaAfterSquareMetres === null ? null : areaWords(diff.areaAfterSquareMetres)}
      />
      <Pair
        before={
          before === null ? null : (found.compactness.before[id]?.toFixed(2) ?? texts.unknown)
        }
        after={after === null ? null : (found.compactness.after[id]?.toFixed(2) ?? texts.unknown)}
      />
      <Pair
        before={number(findings.before, before !== null)}
        after={number(findings.after, after !== null)}
      />
    </tr>
  );
}

/** A figure as it was and as it is; in one line where it stays. Null: there was, or is, none. */
function Pair({ before, after }: { before: ComponentChildren; after: ComponentChildren }) {
  const { compare } = useStore().texts.value;
  if (before === after) return <td>{after}</td>;
  return (
    <td>
      <span class="was">
        <span class="visually-hidden">{compare.before} </span>
        {before ?? '—'}
      </span>
      <span class="is">
        <span class="visually-hidden">{compare.after} </span>
        {after ?? '—'}
      </span>
    </td>
  );
}

const householdWords = (
  count: HouseholdCount | null,
  unknown: string,
  language: Language,
): string =>
  count === null || count.value === null
    ? unknown
    : `${formatCount(count.value, language)}${count.estimated ? '*' : ''}`;

/** Square kilometres, as the head of the column says. */
const areaWords = (squareMetres: number): string => (squareMetres / 1e6).toFixed(3);

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((all, value) => all + (value ?? 0), 0);

/** The sum of what is known; `+?` where something is not. */
function sumWords(counts: readonly (HouseholdCount | null)[], language: Language): string {
  const there = counts.filter((count) => count !== null);
  const total = formatCount(sum(there.map(({ value }) => value)), language);
  const isUnknown = there.some(({ value }) => value === null);
  return `${total}${there.some(({ estimated }) => estimated) ? '*' : ''}${isUnknown ? ' +?' : ''}`;
}

const householdsIn = ({ communities }: PlanState): HouseholdCount[] =>
  [...communities.values()].map(({ properties = {} }) => ({
    value: figureOf(properties, FIELDS.households),
    estimated: properties[FIELDS.householdsEstimated] === true,
  }));
