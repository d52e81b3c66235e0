import type { BorderStretch } from '#engine/barriers/types.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { Certificate, Suggestion } from '#engine/propose/suggest/types.ts';
import { colon, formatCount, formatLength, formatPercent } from '../i18n/format.ts';
import { communityNamed } from '../modes/community-name.ts';
import type { Draft } from '../state/draft/types.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import { characterOf, labelOf, sizeRange } from '../state/suggestion-facts.ts';
import { AcceptSuggestion } from './accept-suggestion.tsx';
import { MiniMap } from './mini-map.tsx';

/** One suggestion: what it draws, why, how good it is known to be; to be looked at on the map and taken. */
export function SuggestionCard(props: {
  /** Its place among alternatives; null where it is the only one. */
  rank: number | null;
  suggestion: Suggestion;
  draft: Draft;
  plan: PlanState;
}) {
  const { suggestion, draft, plan } = props;
  const store = useStore();
  const language = store.language.value;
  const isShown = draft.preview.value?.label === labelOf(suggestion, plan);
  return (
    <article
      class={isShown ? 'suggestion is-shown' : 'suggestion'}
      data-suggestion={suggestion.id}
      onMouseEnter={() => store.suggestions.point(suggestion)}
      onMouseLeave={() => store.suggestions.point(null)}
    >
      <h3>
        {props.rank !== null && <span class="rank">{props.rank}</span>}
        {characterOf(suggestion)[language]}
        <span class={`certificate certificate-${suggestion.certificate.state}`}>
          <CertificateWords certificate={suggestion.certificate} />
        </span>
      </h3>
      {props.rank === null && <MiniMap suggestion={suggestion} plan={plan} />}
      <Facts suggestion={suggestion} />
      <AcceptSuggestion suggestion={suggestion} plan={plan} draft={draft} />
      <p class="suggest-words">{suggestion.explanation[language]}</p>
      <Details suggestion={suggestion} plan={plan} />
    </article>
  );
}

function Facts({ suggestion }: { suggestion: Suggestion }) {
  const store = useStore();
  const texts = store.texts.value.suggest;
  const language = store.language.value;
  const { namedBorderShare: share, householdsMoved, repair } = suggestion;
  const moved = formatCount(householdsMoved.total, language);
  const sizes = repair === undefined ? sizeRange(suggestion, language) : null;
  return (
    <ul class="suggest-facts">
      {sizes !== null && (
        <li>
          {texts.row.households} <strong>{sizes}</strong>
        </li>
      )}
      <li>
        {share === null ? texts.noNewBorder : texts.onBarriers(formatPercent(share, language))}
      </li>
      <li>
        {householdsMoved.total === 0
          ? texts.noneMoved
          : householdsMoved.estimated
            ? texts.movedEstimated(moved)
            : texts.moved(moved)}
      </li>
      <li>
        {texts.rulesMet(suggestion.satisfied.length)}
        {suggestion.missed.length > 0 &&
          `${language === 'zh' ? '，' : ', '}${texts.rulesMissed(suggestion.missed.length)}`}
      </li>
    </ul>
  );
}

/** How good a suggestion is known to be, in words. */
export function CertificateWords({ certificate }: { certificate: Certificate }) {
  const store = useStore();
  const { certificate: texts } = store.texts.value.suggest;
  if (certificate.state === 'gap') return <>{texts.gap(certificate.gapPercent.toFixed(1))}</>;
  return <>{texts[certificate.state]}</>;
}

/** What stands behind a suggestion: folded, each with its heading. */
function Details({ suggestion, plan }: { suggestion: Suggestion; plan: PlanState }) {
  const store = useStore();
  const texts = store.texts.value.suggest;
  const language = store.language.value;
  const nameOf = (id: string): string => {
    const made = suggestion.communities.find((community) => community.id === id);
    if (made !== undefined && !plan.communities.has(id)) return made.name ?? id;
    return communityNamed(plan, id)[language];
  };
  const { byEstate } = suggestion.householdsMoved;
  return (
    <>
      {suggestion.evidence.length > 0 && (
        <details class="suggest-more">
          <summary>{texts.evidence}</summary>
          <ul>
            {suggestion.evidence.map(({ communities: [a, b], stretches, lengthMetres }) => (
              <li key={`${a} ${b}`}>
                <strong>
                  {nameOf(a)} – {nameOf(b)}
                </strong>
                {colon(language)}
                {sumUp(stretches, lengthMetres, store).map(({ name, share }) => (
                  <span key={name ?? ''} class="stretch">
                    {name ?? texts.off} {formatPercent(share, language)}
                  </span>
                ))}
                <small> {formatLength(lengthMetres, language)}</small>
              </li>
            ))}
          </ul>
        </details>
      )}
      {byEstate.length > 0 && (
        <details class="suggest-more">
          <summary>{texts.movedEstates}</summary>
          <ul>
            {byEstate.map(({ estate, name, nameEn, households, from, to }) => (
              <li key={`${estate} ${to}`}>
                {language === 'zh' ? name : (nameEn ?? name)}
                {colon(language)}
                {formatCount(households, language)}
                {language === 'zh' ? ' 户，' : ', '}
                {nameOf(from)} → {nameOf(to)}
              </li>
            ))}
          </ul>
        </details>
      )}
      <details class="suggest-more">
        <summary>
          {texts.scoreParts}{' '}
          <span class="number">{formatCount(suggestion.score.total, language)}</span>
        </summary>
        <ul class="score-parts">
          {suggestion.score.parts
            .filter(({ value }) => value > 0)
            .map(({ id, value }) => (
              <li key={id}>
                <span>{texts.part[id] ?? id}</span>
                <meter max={suggestion.score.total} value={value} />
                <span class="number">{formatCount(value, language)}</span>
              </li>
            ))}
        </ul>
      </details>
      {suggestion.missed.length > 0 && (
        <details class="suggest-more">
          <summary>{texts.rulesMissed(suggestion.missed.length)}</summary>
          <ul>
            {suggestion.missed.map(({ rule, message }) => (
              <li key={`${rule} ${message.en}`}>{message[language]}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** Stretches by the name of what they follow, or else its class, the longest first. */
export function sumUp(
  stretches: readonly BorderStretch[],
  total: number,
  store: Store,
): { name: string | null; share: number }[] {
  const classes: Readonly<Record<string, string>> = store.texts.value.barrier;
  const nameIn = ({ name, nameEn, class: kind }: NonNullable<BorderStretch['barrier']>): string =>
    (store.language.value === 'en' ? (nameEn ?? name) : (name ?? nameEn)) ?? classes[kind] ?? kind;
  const byName = new Map<string | null, number>();
  for (const stretch of stretches) {
    const name = stretch.barrier === null ? null : nameIn(stretch.barrier);
    byName.set(name, (byName.get(name) ?? 0) + stretch.lengthMetres);
  }
  return [...byName]
    .map(([name, metres]) => ({ name, share: total === 0 ? 0 : metres / total }))
    .sort((a, b) => b.share - a.share);
}
