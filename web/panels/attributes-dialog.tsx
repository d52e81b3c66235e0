import { useState } from 'preact/hooks';
import type { PlanCommunity } from '#engine/plan/types.ts';
import { unitsOf } from '#engine/plan/units-of.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import { communityNamed } from '../modes/community-name.ts';
import type { Draft } from '../state/draft/types.ts';
import { useStore } from '../state/store-context.ts';
import {
  type AttributesForm,
  attributeOperations,
  COUNTED_FIELDS,
  formOf,
  KINDS,
} from './attributes-form.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';

const FORM = 'attributes-form';

/** Name, kind, figures and all other attributes of the selected community. */
export function AttributesDialog() {
  const store = useStore();
  const draft = store.planner.draft.value;
  const selection = store.selection.value;
  const id = selection?.kind === 'community' ? selection.id : '';
  const community = draft?.state.value.communities.get(id);
  if (draft === null || community === undefined) return null;
  return <Attributes key={id} draft={draft} community={community} />;
}

function Attributes({ draft, community }: { draft: Draft; community: PlanCommunity }) {
  const store = useStore();
  const language = store.language.value;
  const texts = store.texts.value.editing;
  const [form, setForm] = useState<AttributesForm>(() => formOf(community));
  const [faults, setFaults] = useState<readonly string[]>([]);
  const hasUnits = unitsOf(draft.state.value, draft.material, community.id).length > 0;
  const name = communityNamed(draft.state.value, community.id);
  const close = (): void => store.planner.setDialog(null);
  const set = (change: Partial<AttributesForm>): void => setForm({ ...form, ...change });
  const save = (): void => {
    const wanted = attributeOperations(community, form, { hasUnits, texts });
    if (!wanted.ok) {
      setFaults(wanted.error);
      return;
    }
    const label = {
      zh: `修改“${name.zh}”的属性`,
      en: `Edit the attributes of ${name.en}`,
    };
    const [first, ...more] = wanted.value;
    // One operation says best itself what it is.
    const done = draft.run(
      wanted.value,
      first !== undefined && more.length === 0 ? undefined : label,
    );
    if (done.ok) close();
    else setFaults([done.error.message[language]]);
  };
  return (
    <Dialog
      title={texts.attributesTitle(name[language])}
      onClose={close}
      actions={
        <>
          <button type="button" class="button-quiet" onClick={close}>
            {texts.cancel}
          </button>
          <button type="submit" form={FORM} class="button">
            {texts.save}
          </button>
        </>
      }
    >
      <form
        id={FORM}
        class="attributes"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Text label={texts.name} value={form.name} onInput={(value) => set({ name: value })} />
        <Text
          label={texts.nameEn}
          value={form.nameEn}
          onInput={(value) => set({ nameEn: value })}
        />
        <p class="attributes-code">
          {texts.code} <code>{community.id}</code>
          <small>{texts.codeHint}</small>
        </p>
        <KindField form={form} before={formOf(community).kind} onChange={set} />
        <Figures community={community} form={form} hasUnits={hasUnits} onChange={set} />
        <label class="field attributes-wide">
          <span>{texts.entrusted}</span>
          <textarea
            rows={2}
            maxLength={2000}
            value={form.entrusted}
            onInput={(event) => set({ entrusted: event.currentTarget.value })}
          />
          <small>{texts.entrustedHint}</small>
        </label>
        <Others form={form} onChange={set} />
        {faults.length > 0 && (
          <ul class="attributes-faults attributes-wide" role="alert">
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        )}
      </form>
    </Dialog>
  );
}

function Text(props: { label: string; value: string; onInput: (value: string) => void }) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <input
        maxLength={200}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}

interface PartProps {
  form: AttributesForm;
  onChange: (change: Partial<AttributesForm>) => void;
}

function KindField({ form, before, onChange }: PartProps & { before: AttributesForm['kind'] }) {
  const texts = useStore().texts.value.editing;
  return (
    <>
      <label class="field">
        <span>{texts.kind}</span>
        <select
          value={form.kind}
          onChange={(event) => {
            const kind = KINDS.find((one) => one === event.currentTarget.value);
            if (kind !== undefined) onChange({ kind, isConversion: before === 'village' });
          }}
        >
          {form.kind === '' && <option value="">—</option>}
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {texts.kinds[kind]}
            </option>
          ))}
        </select>
      </label>
      {form.kind !== before && (
        <label class="attributes-check attributes-wide">
          <input
            type="checkbox"
            checked={form.isConversion}
            onChange={(event) => onChange({ isConversion: event.currentTarget.checked })}
          />
          {texts.convert}
        </label>
      )}
    </>
  );
}

function Figures(props: PartProps & { community: PlanCommunity; hasUnits: boolean }) {
  const { form, hasUnits, community, onChange } = props;
  const texts = useStore().texts.value.editing;
  const isEstimated = community.properties?.[FIELDS.householdsEstimated] === true;
  return (
    <fieldset class="attributes-wide attributes-figures">
      <legend>{texts.figures}</legend>
      {COUNTED_FIELDS.map((field) => (
        <label class="field" key={field}>
          <span>
            {texts.fields[field]}
            {field === FIELDS.households && isEstimated && ` *${texts.estimated}`}
          </span>
          <input
            inputMode="numeric"
            readOnly={hasUnits}
            value={form.counted[field] ?? ''}
            onInput={(event) =>
              onChange({ counted: { ...form.counted, [field]: event.currentTarget.value } })
            }
          />
        </label>
      ))}
      {hasUnits && <small>{texts.figuresOfUnits}</small>}
    </fieldset>
  );
}

function Others({ form, onChange }: PartProps) {
  const texts = useStore().texts.value.editing;
  const setRow = (at: number, change: { name?: string; value?: string }): void =>
    onChange({ others: form.others.map((row, i) => (i === at ? { ...row, ...change } : row)) });
  return (
    <fieldset class="attributes-wide attributes-others">
      <legend>{texts.otherAttributes}</legend>
      {form.others.map(({ name, value }, i) => {
        const label = texts.fields[name];
        return (
          // Rows have no identity but their place: names are typed.
          <div class="attributes-row" key={`row ${i + 1}`}>
            {label === undefined ? (
              <input
                aria-label={texts.attributeName}
                placeholder={texts.attributeName}
                maxLength={60}
                value={name}
                onInput={(event) => setRow(i, { name: event.currentTarget.value })}
              />
            ) : (
              <span id={`attribute-${name}`}>{label}</span>
            )}
            <input
              aria-label={label ?? (name || texts.attributeValue)}
              placeholder={texts.attributeValue}
              maxLength={2000}
              value={value}
              onInput={(event) => setRow(i, { value: event.currentTarget.value })}
            />
            <button
              type="button"
              class="icon-button"
              title={texts.removeAttribute(label ?? name)}
              aria-label={texts.removeAttribute(label ?? name)}
              onClick={() => onChange({ others: form.others.filter((_, at) => at !== i) })}
            >
              <Icon path="M4 4l8 8 M12 4l-8 8" />
            </button>
          </div>
        );
      })}
      <button
        type="button"
        class="link"
        onClick={() => onChange({ others: [...form.others, { name: '', value: '' }] })}
      >
        {texts.addAttribute}
      </button>
    </fieldset>
  );
}
