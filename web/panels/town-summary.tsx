import { formatArea, formatCount } from '../i18n/format.ts';
import { readyValue } from '../state/loadable.ts';
import { isOfFile } from '../state/local-file.ts';
import { useStore } from '../state/store-context.ts';
import { nameOf, total } from '../state/town.ts';
import { policyWords } from './policy-words.ts';

/** Which town, and its figures. While a plan is edited the header says so in one line. */
export function TownSummary() {
  const store = useStore();
  const texts = store.texts.value;
  const language = store.language.value;
  const town = readyValue(store.town.value);
  const audit = store.audit.value;
  if (store.planner.draft.value !== null) return null;
  const summary = readyValue(audit)?.summary;
  const area = summary && formatArea(summary.areaSquareMetres, language);
  const unknown = '—';
  const households = town && total(town.communities, 'households');
  const population = town && total(town.communities, 'population');
  const people = households ?? population;
  const figures: [label: string, value: string | null][] = [
    [texts.communities, town && formatCount(town.communities.length, language)],
    [texts.area, area ?? (audit.status === 'failed' ? unknown : null)],
    [
      households === null && population !== null ? texts.population : texts.households,
      town && (people === null ? unknown : formatCount(people, language)),
    ],
  ];
  return (
    <section class="summary" aria-label={texts.summary}>
      <TownName />
      <dl class="figures">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value ?? <span class="skeleton skeleton-figure" />}</dd>
          </div>
        ))}
      </dl>
      {town && <p class="summary-policy">{policyWords(store.auditPolicy.value, texts)}</p>}
    </section>
  );
}

/** The town's name; a picker once there are several. */
function TownName() {
  const store = useStore();
  const language = store.language.value;
  const known = readyValue(store.jurisdictions.value) ?? [];
  const town = readyValue(store.town.value);
  const [only] = known;
  if (town && isOfFile(town)) {
    return <h2 class="town-name">{nameOf(town.jurisdiction, language)}</h2>;
  }
  if (known.length > 1) {
    return (
      <label class="town-picker">
        <span class="visually-hidden">{store.texts.value.jurisdiction}</span>
        <select
          value={town?.jurisdiction.code ?? ''}
          onChange={(event) => void store.openJurisdiction(event.currentTarget.value)}
        >
          {known.map((jurisdiction) => (
            <option key={jurisdiction.code} value={jurisdiction.code}>
              {nameOf(jurisdiction, language)}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return (
    <h2 class="town-name">
      {only ? nameOf(only, language) : <span class="skeleton skeleton-title" />}
    </h2>
  );
}
