import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { InputProblem } from '#contract/input-problem.ts';
import { BARRIER_CLASSES } from '#engine/barriers/types.ts';
import { err, ok, type Result } from '#engine/result.ts';

/**
 * Which tags of OpenStreetMap make which barrier (`data/osm-tags.json`). A rule of `lines` is about
 * ways, one of `areas` about closed ways and multipolygons.
 */

const text = Type.String({ minLength: 1, pattern: '\\S' });
const message = Type.Object({ zh: text, en: text }, { additionalProperties: false });
const words = Type.Array(text, { minItems: 1, uniqueItems: true });

const ValueRule = Type.Object(
  {
    class: Type.Enum([...BARRIER_CLASSES]),
    /** It joins others and bounds nothing by itself. */
    link: Type.Optional(Type.Boolean()),
    /** Traffic runs one way unless the way says otherwise. */
    oneway: Type.Optional(Type.Boolean()),
    /** Counts only where it has a name. */
    named: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

const KeyRule = Type.Object(
  {
    key: text,
    /** What to do with a value that is listed nowhere. */
    others: Type.Enum(['report', 'ignore']),
    values: Type.Record(Type.String(), ValueRule),
    /** Values that are known to be no barrier. */
    ignored: Type.Array(
      Type.Object({ values: words, why: message }, { additionalProperties: false }),
    ),
    /** A further tag that makes it none after all. */
    except: Type.Array(
      Type.Object({ tag: text, values: words, why: message }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
);

const GroundRule = Type.Object({ key: text, values: words }, { additionalProperties: false });

const TableSchema = Type.Object(
  {
    version: Type.Literal(1),
    lines: Type.Array(KeyRule, { minItems: 1 }),
    areas: Type.Array(KeyRule),
    /** Values of `tunnel` that leave the way on the ground. */
    notUnderground: Type.Array(text),
    buildings: Type.Object({ ignored: Type.Array(text) }, { additionalProperties: false }),
    /** Areas where a building of no stated kind holds homes. */
    residential: Type.Array(GroundRule),
    /** Areas where it holds none. Left out: it holds homes on residential ground alone. */
    otherGround: Type.Optional(Type.Array(GroundRule)),
  },
  { additionalProperties: false },
);

export type TagTable = Static<typeof TableSchema>;
export type TagKeyRule = Static<typeof KeyRule>;
export type TagValueRule = Static<typeof ValueRule>;

/**
 * Checks a table: its form, that no key stands twice in a part, and that no value is both a barrier and
 * none. All problems with their places (JSON pointers).
 */
export function parseTagTable(document: unknown): Result<TagTable, InputProblem[]> {
  if (!Value.Check(TableSchema, document)) {
    return err(
      [...Value.Errors(TableSchema, document)].map(({ instancePath, message: reason }) => ({
        code: 'invalid-value',
        pointer: instancePath,
        message: { zh: `取值不合要求（${reason}）`, en: reason },
      })),
    );
  }
  const problems = [
    ...contradictions(document.lines, '/lines'),
    ...contradictions(document.areas, '/areas'),
  ];
  return problems.length > 0 ? err(problems) : ok(document);
}

function contradictions(rules: readonly TagKeyRule[], pointer: string): InputProblem[] {
  const problems: InputProblem[] = [];
  const keys = new Set<string>();
  for (const [i, { key, values, ignored }] of rules.entries()) {
    if (keys.has(key)) {
      problems.push({
        code: 'repeated-key',
        pointer: `${pointer}/${i}/key`,
        message: { zh: `键 ${key} 重复出现`, en: `the key ${key} stands twice` },
      });
    }
    keys.add(key);
    const seen = new Set(Object.keys(values));
    for (const [j, group] of ignored.entries()) {
      for (const value of group.values) {
        if (seen.has(value)) {
          problems.push({
            code: 'repeated-value',
            pointer: `${pointer}/${i}/ignored/${j}/values`,
            message: { zh: `${key}=${value} 重复出现`, en: `${key}=${value} stands twice` },
          });
        }
        seen.add(value);
      }
    }
  }
  return problems;
}
