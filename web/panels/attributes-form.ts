import type { Operation, PlanCommunity } from '#engine/plan/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import type { EditingTexts } from '../i18n/editing-zh.ts';

export const KINDS = ['urban', 'village', 'converted', 'park'] as const;
export type Kind = (typeof KINDS)[number];

/** Counted from units, where there are any; otherwise typed. */
export const COUNTED_FIELDS = [FIELDS.households, FIELDS.population, 'dwellings'] as const;
/** Fields of their own in the dialog, or of the plan's bookkeeping: not among the other attributes. */
const OWN: ReadonlySet<string> = new Set([
  ...COUNTED_FIELDS,
  FIELDS.householdsEstimated,
  FIELDS.kind,
  FIELDS.entrusted,
  FIELDS.planOperation,
  'id',
  'code',
  'name',
  'nameEn',
]);

/** A row of the other attributes; its value as it is typed. */
export interface AttributeRow {
  name: string;
  value: string;
}

/** What is typed in the dialog. */
export interface AttributesForm {
  name: string;
  nameEn: string;
  /** Empty where none is on record. */
  kind: Kind | '';
  /** A change of kind is recorded as a conversion (成建制改制). */
  isConversion: boolean;
  counted: Readonly<Record<string, string>>;
  entrusted: string;
  others: readonly AttributeRow[];
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);
const textOf = (value: unknown): string => (isPlain(value) ? String(value) : '');
const isKind = (value: unknown): value is Kind => KINDS.some((kind) => kind === value);

/** A community as the dialog begins with it. Lists and objects among its attributes are left alone: the dialog has no field for them. */
export function formOf({ name = '', nameEn = '', properties = {} }: PlanCommunity): AttributesForm {
  const kind = properties[FIELDS.kind];
  return {
    name,
    nameEn,
    kind: isKind(kind) ? kind : '',
    isConversion: false,
    counted: Object.fromEntries(COUNTED_FIELDS.map((field) => [field, textOf(properties[field])])),
    entrusted: textOf(properties[FIELDS.entrusted]),
    others: Object.entries(properties)
      .filter(([field, value]) => !OWN.has(field) && isPlain(value))
      .map(([field, value]) => ({ name: field, value: textOf(value) })),
  };
}

/** What was typed, as the kind of value that was there: a number stays a number. */
function typedValue(typed: string, before: unknown): string | number | boolean {
  const isNumber = typed.trim() !== '' && Number.isFinite(Number(typed));
  if (typeof before === 'boolean' && (typed === 'true' || typed === 'false'))
    return typed === 'true';
  if (isNumber && (typeof before === 'number' || before === undefined)) return Number(typed);
  return typed;
}

/**
 * The operations that lead from a community to what was typed: its attributes, its kind, its being entrusted.
 * @param hasUnits its households are counted from units and not typed
 * @returns or all that is wrong with what was typed
 */
export function attributeOperations(
  community: PlanCommunity,
  form: AttributesForm,
  { hasUnits, texts }: { hasUnits: boolean; texts: EditingTexts },
): Result<Operation[], string[]> {
  const { id, properties = {} } = community;
  const before = formOf(community);
  const faults: string[] = [];
  const changes: Record<string, unknown> = {};
  const name = form.name.trim();
  const nameEn = form.nameEn.trim();
  if (name === '' && before.name !== '') faults.push(texts.nameMissing);
  for (const field of hasUnits ? [] : COUNTED_FIELDS) {
    const typed = (form.counted[field] ?? '').trim();
    if (typed === before.counted[field]) continue;
    const label = texts.fields[field] ?? field;
    if (typed === '') changes[field] = null;
    else if (!Number.isFinite(Number(typed))) faults.push(texts.notANumber(label));
    else if (Number(typed) < 0) faults.push(texts.notNegative(label));
    else changes[field] = Number(typed);
    // What somebody has typed is no estimate any more.
    if (field === FIELDS.households && properties[FIELDS.householdsEstimated] !== undefined)
      changes[FIELDS.householdsEstimated] = null;
  }
  const typedNames = new Set(form.others.map((row) => row.name.trim()));
  for (const row of before.others) if (!typedNames.has(row.name)) changes[row.name] = null;
  for (const { name: field, value } of form.others) {
    const key = field.trim();
    if (key === '' || OWN.has(key)) continue;
    const present = properties[key];
    if (present !== undefined && value === textOf(present)) continue;
    const label = texts.fields[key] ?? key;
    if (typeof present === 'number' && !Number.isFinite(Number(value)))
      faults.push(texts.notANumber(label));
    else changes[key] = value.trim() === '' ? null : typedValue(value, present);
  }
  const kindChanges = form.kind !== '' && form.kind !== before.kind;
  if (kindChanges && !form.isConversion) changes[FIELDS.kind] = form.kind;
  if (faults.length > 0) return err(faults);

  const operations: Operation[] = [];
  const isRenamed = name !== before.name && name !== '';
  const isRenamedEn = nameEn !== before.nameEn;
  if (isRenamed || isRenamedEn || Object.keys(changes).length > 0) {
    operations.push({
      operation: 'set-attributes',
      parameters: {
        community: id,
        ...(isRenamed ? { name } : {}),
        ...(isRenamedEn ? { nameEn: nameEn === '' ? null : nameEn } : {}),
        ...(Object.keys(changes).length > 0 ? { properties: changes } : {}),
      },
    });
  }
  if (kindChanges && form.isConversion && form.kind !== '') {
    operations.push({ operation: 'convert', parameters: { community: id, kind: form.kind } });
  }
  const entrusted = form.entrusted.trim();
  if (entrusted !== before.entrusted) {
    operations.push({
      operation: 'mark-entrusted',
      parameters: { community: id, reason: entrusted === '' ? null : entrusted },
    });
  }
  return operations.length === 0 ? err([texts.nothingChanged]) : ok(operations);
}
