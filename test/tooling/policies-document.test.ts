import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ESTATE_FIELDS, FACILITY_FIELDS, FIELDS, UNIT_FIELDS } from '../../engine/rules/fields.ts';
import { UNIT_RULES } from '../../engine/rules/find-unit-faults.ts';
import { parsePolicy } from '../../engine/rules/parse-policy.ts';
import { RULE_MODULES } from '../../engine/rules/rule-registry.ts';

const read = (file: string): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const guide = read('docs/policies.md');
const auditGuide = read('docs/audit-guide.md');
const policies = readdirSync(new URL('../../data/policies', import.meta.url));

describe('docs/policies.md', () => {
  it('has every policy, every rule with its thresholds, and every attribute', () => {
    const names = [
      ...policies.map((file) => file.replace('.json', '')),
      ...Object.values({ ...FIELDS, ...ESTATE_FIELDS, ...FACILITY_FIELDS, ...UNIT_FIELDS }),
    ];
    expect(names.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
    for (const [id, { thresholds }] of RULE_MODULES) {
      const row = guide.split('\n').find((line) => line.startsWith(`| \`${id}\` |`));
      expect(row, id).toBeDefined();
      const missing = Object.keys(thresholds).filter((name) => !row!.includes(`\`${name}\``));
      expect(missing, id).toEqual([]);
    }
  });

  it('has an example that is a policy', () => {
    const example = /```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
    expect(parsePolicy(JSON.parse(example))).toMatchObject({ ok: true });
  });
});

describe('the policy section of docs/audit-guide.md', () => {
  it('has every rule of the default policy with its clause, and those about units', () => {
    const { rules } = JSON.parse(read('data/policies/yuhang-2020.json'));
    for (const { id, clause } of rules as { id: string; clause: string }[]) {
      const row = auditGuide
        .split('\n')
        .find((line) => line.startsWith('|') && line.includes(`\`${id}\``));
      expect(row, id).toContain(clause);
    }
    for (const id of Object.keys(UNIT_RULES)) expect(auditGuide).toContain(`| \`${id}\` |`);
  });
});
