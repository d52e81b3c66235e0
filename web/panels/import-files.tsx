import { formatCount } from '../i18n/format.ts';
import type { ChosenFile } from '../state/import.ts';
import { useStore } from '../state/store-context.ts';
import { KNOWN_FIELDS } from '../worker/import-fields.ts';
import { IMPORT_ROLES, type ImportRole } from '../worker/import-protocol.ts';
import { importState } from './data-transfer.ts';
import { Icon } from './icon.tsx';
import { ProblemList } from './problem-list.tsx';

type ReadFile = Extract<ChosenFile, { status: 'read' }>;

/** The chosen files: what each is, which of its fields stand for what, and what is wrong with it. */
export function ImportFiles({ onPlace }: { onPlace: (place: [number, number]) => void }) {
  const store = useStore();
  const texts = store.texts.value.io;
  return (
    <ul class="import-files">
      {importState.files.value.map((file) => (
        <li key={file.id} class={`import-file is-${file.status}`}>
          <div class="import-file-head">
            <strong class="file-name">{file.name}</strong>
            <button
              type="button"
              class="icon-button"
              aria-label={texts.remove(file.name)}
              title={texts.remove(file.name)}
              onClick={() => importState.remove(file.id)}
            >
              <Icon path="M4 4l8 8 M12 4l-8 8" />
            </button>
          </div>
          {file.status === 'reading' && <progress aria-label={texts.reading} />}
          {file.status === 'refused' && (
            <div role="alert">
              <p class="import-bad">{texts.refusedFile}</p>
              <ProblemList problems={file.problems} onPlace={onPlace} />
            </div>
          )}
          {file.status === 'read' && <ReadDetails file={file} onPlace={onPlace} />}
        </li>
      ))}
    </ul>
  );
}

function ReadDetails(props: { file: ReadFile; onPlace: (place: [number, number]) => void }) {
  const store = useStore();
  const texts = store.texts.value.io;
  const language = store.language.value;
  const { id, name, role, file, problems } = props.file;
  const kinds = file.types
    .map(([type, count]) => {
      const word = texts.types[type as keyof typeof texts.types] ?? type;
      return file.types.length === 1 ? word : `${word} ${formatCount(count, language)}`;
    })
    .join(' · ');
  return (
    <>
      <div class="import-role">
        <select
          aria-label={texts.roleOf(name)}
          value={role}
          onChange={({ currentTarget }) =>
            importState.setRole(id, currentTarget.value as ImportRole)
          }
        >
          {IMPORT_ROLES.map((one) => (
            <option key={one} value={one}>
              {texts.role[one]}
            </option>
          ))}
        </select>
        <small>
          {texts.contents(
            formatCount(file.features, language),
            formatCount(file.vertices, language),
          )}
          {' · '}
          {kinds}
        </small>
      </div>
      {/* What keeps the import back comes before what may be left as it is. */}
      {problems.length > 0 && (
        <div role="alert">
          <p class="import-bad">{texts.fileProblems(problems.length)}</p>
          <ProblemList problems={problems} onPlace={props.onPlace} />
        </div>
      )}
      <FieldTable file={props.file} />
    </>
  );
}

function FieldTable({ file: { id, name, role, fields, file } }: { file: ReadFile }) {
  const texts = useStore().texts.value.io;
  if (file.fields.length === 0) return null;
  const taken = Object.values(fields).filter((field) => field !== '').length;
  return (
    <details class="import-fields" open={role === 'communities'}>
      <summary>
        {texts.fields}
        <span class="number">
          {taken} / {KNOWN_FIELDS[role].length}
        </span>
      </summary>
      <fieldset class="import-field-grid" aria-label={texts.fieldsOf(name)}>
        {KNOWN_FIELDS[role].map(({ name: ours, isRequired }) => {
          const chosen = fields[ours] ?? '';
          const example = file.fields.find((field) => field.name === chosen)?.examples[0];
          return (
            <label key={ours}>
              <span>
                {texts.field[ours as keyof typeof texts.field]}
                {isRequired && <em> {texts.required}</em>}
              </span>
              <select
                aria-label={texts.field[ours as keyof typeof texts.field]}
                value={chosen}
                onChange={({ currentTarget }) =>
                  importState.setFields(id, { ...fields, [ours]: currentTarget.value })
                }
              >
                <option value="">{texts.noField}</option>
                {file.fields.map((field) => (
                  <option key={field.name} value={field.name}>
                    {field.name}
                  </option>
                ))}
              </select>
              <small>{example === undefined ? '' : texts.example(example)}</small>
            </label>
          );
        })}
      </fieldset>
      <p class="dialog-note">{texts.kept}</p>
    </details>
  );
}
