import type { ComponentChildren } from 'preact';
import type { PlanState } from '#engine/plan/types.ts';
import type { Suggestion } from '#engine/propose/suggest/types.ts';
import { formatCount, formatLength, formatPercent } from '../i18n/format.ts';
import type { Draft } from '../state/draft/types.ts';
import { useStore } from '../state/store-context.ts';
import { characterOf, type SuggestionGroup, sizeRange } from '../state/suggestion-facts.ts';
import { AcceptSuggestion } from './accept-suggestion.tsx';
import { Dialog } from './dialog.tsx';
import { MiniMap } from './mini-map.tsx';
import { CertificateWords, sumUp } from './suggestion-card.tsx';

/** More do not stand beside each other on a small screen. */
const MOST = 4;

/** Alternatives beside each other: small maps, figures, the parts of their scores, what their borders follow. */
export function AlternativesDialog(props: {
  group: SuggestionGroup;
  plan: PlanState;
  draft: Draft;
}) {
  const { group, plan, draft } = props;
  const store = useStore();
  const texts = store.texts.value.suggest;
  const language = store.language.value;
  const list = group.suggestions.slice(0, MOST);
  const close = (): void => store.suggestions.compare(null);
  const rows = useRows(list);
  return (
    <Dialog title={texts.compareTitle} onClose={close} wide>
      <div class="alternatives-scroll">
        <table class="alternatives">
          <thead>
            <tr>
              <td />
              {list.map((suggestion, index) => (
                <th key={suggestion.id} scope="col">
                  <MiniMap suggestion={suggestion} plan={plan} isSmall />
                  <span class="rank">{index + 1}</span> {characterOf(suggestion)[language]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, label, cells, best }) => (
              <tr key={id} class={id.startsWith('part-') ? 'score-row' : ''}>
                <th scope="row">{label}</th>
                {cells.map((cell, index) => (
                  <td key={list[index]?.id} class={best.has(index) ? 'is-best' : ''}>
                    {cell}
                    {best.has(index) && <span class="visually-hidden"> {texts.best}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td />
              {list.map((suggestion) => (
                <td key={suggestion.id}>
                  <AcceptSuggestion
                    suggestion={suggestion}
                    plan={plan}
                    draft={draft}
                    onDone={() => {
                      store.suggestions.choose(group.key, suggestion.id);
                      close();
                    }}
                  />
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
    </Dialog>
  );
}

interface Row {
  id: string;
  label: string;
  cells: ComponentChildren[];
  /** Columns that are the best of the row; empty where all are alike, or it is no matter of better. */
  best: ReadonlySet<number>;
}

function useRows(list: readonly Suggestion[]): Row[] {
  const store = useStore();
  const texts = store.texts.value.suggest;
  const language = store.language.value;
  const count = (value: number): string => formatCount(value, language);
  const rows: Row[] = [];
  const add = (
    id: string,
    label: string,
    cell: (suggestion: Suggestion) => ComponentChildren,
    cost?: (suggestion: Suggestion) => number | null,
  ): void => {
    rows.push({ id, label, cells: list.map(cell), best: leastOf(list, cost) });
  };
  const isRepair = list.some(({ repair }) => repair !== undefined);
  if (!isRepair) add('households', texts.row.households, (one) => sizeRange(one, language) ?? '—');
  add(
    'moved',
    texts.row.moved,
    ({ householdsMoved: { total, estimated } }) => `${estimated ? '≈ ' : ''}${count(total)}`,
    (one) => one.householdsMoved.total,
  );
  add(
    'share',
    texts.row.share,
    ({ namedBorderShare: share }) => (share === null ? '—' : formatPercent(share, language)),
    ({ namedBorderShare: share }) => (share === null ? null : -share),
  );
  add('length', texts.row.length, (one) => {
    const metres = figureOf(one, 'new-border', 'lengthMetres');
    return metres === null ? '—' : formatLength(metres, language);
  });
  add(
    'compactness',
    texts.row.compactness,
    (one) => figureOf(one, 'compactness', 'leastPolsbyPopper')?.toFixed(2) ?? '—',
    (one) => negative(figureOf(one, 'compactness', 'leastPolsbyPopper')),
  );
  add('evidence', texts.row.evidence, (one) => <Evidence suggestion={one} />);
  add('rules', texts.row.rules, ({ satisfied, missed }) =>
    missed.length === 0
      ? texts.rulesMet(satisfied.length)
      : `${texts.rulesMet(satisfied.length)} · ${texts.rulesMissed(missed.length)}`,
  );
  add('certificate', texts.row.certificate, ({ certificate }) => (
    <CertificateWords certificate={certificate} />
  ));
  add(
    'score',
    texts.row.score,
    ({ score }) => count(score.total),
    ({ score }) => score.total,
  );
  const parts = new Set(
    list.flatMap(({ score }) => score.parts.filter(({ value }) => value > 0).map(({ id }) => id)),
  );
  const most = Math.max(...list.flatMap(({ score }) => score.parts.map(({ value }) => value)));
  for (const part of parts) {
    const costOf = ({ score }: Suggestion): number =>
      score.parts.find(({ id }) => id === part)?.value ?? 0;
    add(`part-${part}`, texts.part[part] ?? part, (one) => (
      <span class="score-cell">
        <meter max={most} value={costOf(one)} aria-hidden="true" />
        {count(costOf(one))}
      </span>
    ));
  }
  return rows;
}

const negative = (value: number | null): number | null => (value === null ? null : -value);

const figureOf = ({ score }: Suggestion, part: string, figure: string): number | null =>
  score.parts.find(({ id }) => id === part)?.figures[figure] ?? null;

function leastOf(
  list: readonly Suggestion[],
  cost: ((suggestion: Suggestion) => number | null) | undefined,
): ReadonlySet<number> {
  if (cost === undefined) return new Set();
  const costs = list.map((one) => cost(one) ?? Number.POSITIVE_INFINITY);
  const least = Math.min(...costs);
  const best = costs.flatMap((value, index) => (value === least ? [index] : []));
  return best.length === list.length ? new Set() : new Set(best);
}

/** What the new borders follow, all together. */
function Evidence({ suggestion }: { suggestion: Suggestion }) {
  const store = useStore();
  const language = store.language.value;
  const { off } = store.texts.value.suggest;
  const stretches = suggestion.evidence.flatMap((one) => one.stretches);
  const total = suggestion.evidence.reduce((sum, { lengthMetres }) => sum + lengthMetres, 0);
  const names = sumUp(stretches, total, store).filter(({ share }) => share >= 0.005);
  if (names.length === 0) return <>—</>;
  return (
    <ul class="plain">
      {names.slice(0, 5).map(({ name, share }) => (
        <li key={name ?? ''}>
          {name ?? off} {formatPercent(share, language)}
        </li>
      ))}
    </ul>
  );
}
