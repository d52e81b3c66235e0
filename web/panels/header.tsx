import { bracketed, formatArea, formatCount } from '../i18n/format.ts';
import { LANGUAGES } from '../i18n/language.ts';
import { readyValue } from '../state/loadable.ts';
import { useStore } from '../state/store-context.ts';
import { nameOf, total } from '../state/town.ts';
import { Icon } from './icon.tsx';

const LANGUAGE_NAMES = { zh: '中文', en: 'EN' } as const;
const LANGUAGE_TAGS = { zh: 'zh-CN', en: 'en' } as const;

/** The name of the product and the choice of language; while a plan is edited, the town in one line instead of a summary. */
export function Header() {
  const store = useStore();
  const texts = store.texts.value;
  const isEditing = store.planner.draft.value !== null;
  return (
    <header class={isEditing ? 'header is-compact' : 'header'}>
      <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" />
        <path d="M7 7h18v18H7z M7 14.5h8.5V25 M15.5 14.5L25 10.5" />
      </svg>
      <div class="brand">
        <h1 class={isEditing ? 'visually-hidden' : ''}>
          四至 <span lang="en">Sizhi</span>
        </h1>
        {isEditing ? <TownLine /> : <p>{texts.appTagline}</p>}
      </div>
      <button
        type="button"
        class="icon-button header-keys"
        title={bracketed(texts.planner.keysTitle, '?', store.language.value)}
        aria-label={texts.planner.keysTitle}
        aria-keyshortcuts="?"
        data-key="?"
        onClick={() => store.planner.setDialog('keys')}
      >
        <Icon path="M1.5 4h13v8h-13z M4 6.5h.5 M7 6.5h.5 M10 6.5h.5 M4 9.5h8" />
      </button>
      <fieldset class="segmented" aria-label={texts.language}>
        {LANGUAGES.map((language) => (
          <button
            key={language}
            type="button"
            lang={LANGUAGE_TAGS[language]}
            aria-pressed={store.language.value === language}
            onClick={() => store.setLanguage(language)}
          >
            {LANGUAGE_NAMES[language]}
          </button>
        ))}
      </fieldset>
    </header>
  );
}

/** The town and its figures, small: the room is for the lists. */
function TownLine() {
  const store = useStore();
  const language = store.language.value;
  const town = readyValue(store.town.value);
  if (town === null) return null;
  const area = readyValue(store.audit.value)?.summary.areaSquareMetres;
  const households = total(town.communities, 'households');
  const line = (isWhole: boolean): string =>
    store.texts.value.town.townLine(
      formatCount(town.communities.length, language),
      area === undefined || !isWhole ? null : formatArea(area, language),
      households === null ? null : formatCount(households, language),
    );
  return (
    <>
      <h2 class="town-name">{nameOf(town.jurisdiction, language)}</h2>
      {/* The area, which edits do not change, has no room. */}
      <p class="town-line" title={line(true)}>
        {line(false)}
      </p>
    </>
  );
}
