import { LANGUAGES } from '../i18n/language.ts';
import { useStore } from '../state/store-context.ts';

const LANGUAGE_NAMES = { zh: '中文', en: 'EN' } as const;
const LANGUAGE_TAGS = { zh: 'zh-CN', en: 'en' } as const;

/** The name of the product and the choice of language. */
export function Header() {
  const store = useStore();
  const texts = store.texts.value;
  return (
    <header class="header">
      <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" />
        <path d="M7 7h18v18H7z M7 14.5h8.5V25 M15.5 14.5L25 10.5" />
      </svg>
      <div class="brand">
        <h1>
          四至 <span lang="en">Sizhi</span>
        </h1>
        <p>{texts.appTagline}</p>
      </div>
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
