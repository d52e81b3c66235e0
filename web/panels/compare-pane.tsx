import { nameOf } from '#engine/coverage/name-of.ts';
import type { Message } from '#engine/coverage/types.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { bracketed, formatArea, formatCount, formatMoment } from '../i18n/format.ts';
import { COMPARE_VIEWS, type CompareTarget } from '../state/compare.ts';
import type { Draft } from '../state/draft/types.ts';
import { readyValue } from '../state/loadable.ts';
import { useStore } from '../state/store-context.ts';
import type { Comparison } from '../worker/compare-protocol.ts';
import { EstatesMoved, Lineage, MovedGroundList } from './compare-lists.tsx';
import { CompareTable } from './compare-table.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** The plan and what it is compared with: figures before and after, what changes hands, the map under a divider. */
export function ComparePane() {
  const store = useStore();
  const { compare, planner } = store;
  const texts = store.texts.value.compare;
  const draft = planner.draft.value;
  if (draft === null) return null;
  const before = compare.before.value;
  const comparison = compare.comparison.value;
  const failure =
    before.status === 'failed'
      ? before.problem
      : comparison.status === 'failed'
        ? comparison.problem
        : null;
  const state = readyValue(before);
  const found = readyValue(comparison);
  return (
    <section class="list-pane compare" aria-label={store.texts.value.planner.pane.compare}>
      <div class="compare-head">
        <TargetField draft={draft} />
        <ViewField />
      </div>
      {failure !== null && (
        <ProblemNotice heading={texts.failed} problem={failure} onRetry={() => compare.retry()} />
      )}
      {failure === null && (state === null || found === null) && (
        <div class="running" role="status">
          <p>{texts.loading}</p>
          <progress aria-label={texts.loading} />
        </div>
      )}
      {failure === null && state !== null && found !== null && (
        <Found before={state} found={found} draft={draft} />
      )}
    </section>
  );
}

function TargetField({ draft }: { draft: Draft }) {
  const store = useStore();
  const { compare, planner } = store;
  const texts = store.texts.value.compare;
  const language = store.language.value;
  const snapshots = compare.snapshots.value;
  const own = draft.info.value.id;
  const plans = (readyValue(planner.plans.value) ?? []).filter(({ id }) => id !== own);
  const target = compare.target.value;
  return (
    <>
      <label class="field">
        <span>{texts.against}</span>
        <select
          data-compare-target
          value={wordOf(target)}
          onChange={(event) => compare.setTarget(targetOf(event.currentTarget.value))}
        >
          <optgroup label={texts.groupFixed}>
            <option value="base">{texts.base}</option>
            <option value="register">{texts.register}</option>
          </optgroup>
          {snapshots.status === 'ready' && snapshots.value.length > 0 && (
            <optgroup label={texts.groupSnapshots}>
              {snapshots.value.map(({ id, name, createdAt }) => (
                <option key={id} value={`snapshot:${id}`}>
                  {name} · {formatMoment(createdAt, language)}
                </option>
              ))}
            </optgroup>
          )}
          {plans.length > 0 && (
            <optgroup label={texts.groupPlans}>
              {plans.map(({ id, name, updatedAt }) => (
                <option key={id} value={`plan:${id}`}>
                  {name} · {formatMoment(updatedAt, language)}
                </option>
              ))}
            </optgroup>
          )}
        </select>
      </label>
      {snapshots.status === 'failed' && (
        <ProblemNotice heading={texts.snapshotsFailed} problem={snapshots.problem} />
      )}
    </>
  );
}

const wordOf = (target: CompareTarget): string =>
  'id' in target ? `${target.kind}:${target.id}` : target.kind;

function targetOf(word: string): CompareTarget {
  const [kind = '', id = ''] = word.split(':');
  if (kind === 'snapshot' || kind === 'plan') return { kind, id };
  return { kind: kind === 'register' ? 'register' : 'base' };
}

function ViewField() {
  const store = useStore();
  const { compare } = store;
  const texts = store.texts.value.compare;
  return (
    <fieldset class="segmented" aria-label={texts.view}>
      {COMPARE_VIEWS.map((view) => (
        <button
          key={view}
          type="button"
          data-compare-view={view}
          aria-pressed={compare.view.value === view}
          onClick={() => compare.setView(view)}
        >
          {texts.views[view]}
        </button>
      ))}
    </fieldset>
  );
}

function Found(props: { before: PlanState; found: Comparison; draft: Draft }) {
  const { before, found, draft } = props;
  const store = useStore();
  const { compare, planner } = store;
  const texts = store.texts.value.compare;
  const after = draft.shown.value;
  if (found.communities.length === 0) {
    return (
      <div class="compare-body">
        <div class="notice notice-clean" role="status">
          <div>
            <h2>{texts.none}</h2>
            <p>{texts.noneBody}</p>
          </div>
        </div>
      </div>
    );
  }
  const named = namesOf(before, after);
  return (
    <div class="compare-body" aria-busy={compare.isBehind.value}>
      <Summary found={found} />
      <div>
        <button
          type="button"
          class="button-quiet"
          onClick={() => {
            compare.setText({ kind: 'adjustment' });
            planner.setDialog('text');
          }}
        >
          {texts.adjustmentText}
        </button>
      </div>
      <CompareTable before={before} after={after} found={found} />
      <MovedGroundList found={found} named={named} />
      <EstatesMoved found={found} named={named} />
      <Lineage found={found} named={named} />
    </div>
  );
}

/** Names of communities of either state; of one that is in both, the one it has now. */
function namesOf(before: PlanState, after: PlanState): (id: string) => Message {
  return (id) => nameOf(after.communities.get(id) ?? before.communities.get(id) ?? { id });
}

function Summary({ found }: { found: Comparison }) {
  const store = useStore();
  const texts = store.texts.value.compare;
  const language = store.language.value;
  const findings = readyValue(store.audit.value)?.findings.length;
  const were = readyValue(store.compare.findingsBefore.value)?.length;
  const count = (outcome: string): number =>
    found.communities.filter((one) => one.outcome === outcome).length;
  const moving = found.moved.filter(({ from, to }) => from !== null && to !== null);
  const known = moving.flatMap(({ households }) => households?.value ?? []);
  const households = known.reduce((sum, one) => sum + one, 0);
  const isUnsure = moving.some(
    ({ households: figure }) => figure !== null && (figure.value === null || figure.estimated),
  );
  const area = found.moved.reduce((sum, { areaSquareMetres }) => sum + areaSquareMetres, 0);
  const [ground, groundUnit] = formatArea(area, language).split(' ');
  return (
    <dl class="compare-figures">
      {(['created', 'changed', 'abolished'] as const).map((outcome) => (
        <div key={outcome}>
          <dt>{texts.summary[outcome]}</dt>
          <dd>{formatCount(count(outcome), language)}</dd>
        </div>
      ))}
      <div data-figure="moved">
        <dt>{texts.summary.moved}</dt>
        <dd>
          {formatCount(households, language)}
          {isUnsure && '*'}
        </dd>
      </div>
      <div>
        <dt>{bracketed(texts.summary.ground, groundUnit ?? '', language)}</dt>
        <dd>{ground}</dd>
      </div>
      <div>
        <dt>{texts.summary.findings}</dt>
        <dd>
          {were === undefined ? '…' : were}
          {'\u00a0→\u00a0'}
          {findings === undefined ? '…' : findings}
        </dd>
      </div>
    </dl>
  );
}
