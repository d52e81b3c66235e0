import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '#contract/domain-error.ts';
import type { Message } from '#engine/coverage/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import type { Policy } from '#engine/rules/evaluate-policy.ts';
import { parsePolicy } from '#engine/rules/parse-policy.ts';
import { packageRoot } from '../package-root.ts';

/** The policies that there are, by their ids; all of them were valid when they were read. */
export class PolicyStore {
  /** Sorted by id. */
  readonly policies: readonly Policy[];

  constructor(policies: readonly Policy[]) {
    this.policies = [...policies].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  get ids(): string[] {
    return this.policies.map(({ id }) => id);
  }

  has(id: string): boolean {
    return this.policies.some((policy) => policy.id === id);
  }

  /** @throws DomainError `unknown-policy` */
  get(id: string): Policy {
    const found = this.policies.find((policy) => policy.id === id);
    if (found === undefined) throw unknownPolicy(this.ids);
    return found;
  }
}

/** What keeps a file from being a policy: the file, the place in it, and why. */
export interface PolicyFault {
  file: string;
  /** JSON pointer; '' for the whole file. */
  pointer: string;
  message: Message;
}

const SHIPPED = join('data', 'policies');

let shipped: PolicyStore | undefined;

/**
 * The policies that come with Sizhi.
 * @throws Error when one of them is faulty, which the tests keep from happening
 */
export function shippedPolicies(): PolicyStore {
  if (shipped !== undefined) return shipped;
  const { policies, faults } = readDirectory(join(packageRoot(), SHIPPED));
  const [fault] = faults;
  if (fault)
    throw new Error(`the policy ${fault.file} is faulty at ${fault.pointer}: ${fault.message.en}`);
  shipped = new PolicyStore(policies.map(({ policy }) => policy));
  return shipped;
}

/**
 * The shipped policies and those of a directory (`*.json`), whose ids must be their own.
 * @param directory undefined for the shipped ones alone
 * @returns every fault of every file
 */
export function readPolicies(directory: string | undefined): Result<PolicyStore, PolicyFault[]> {
  const known = shippedPolicies();
  if (directory === undefined) return ok(known);
  const { policies, faults } = readDirectory(directory);
  const seen = new Map(known.ids.map((id): [string, string | null] => [id, null]));
  for (const { policy, file } of policies) {
    const other = seen.get(policy.id);
    if (other !== undefined) faults.push(takenId(file, policy.id, other));
    seen.set(policy.id, file);
  }
  if (faults.length > 0) return err(faults);
  return ok(new PolicyStore([...known.policies, ...policies.map(({ policy }) => policy)]));
}

/** Several faults in one sentence. */
export function policyFaultsText(faults: readonly PolicyFault[]): Message {
  const line = (language: keyof Message): string =>
    faults
      .map(({ file, pointer, message }) => {
        const place = pointer === '' ? file : `${file}#${pointer}`;
        const text = message[language].replace(/[.。]$/, '');
        return language === 'zh' ? `${place}：${text}` : `${place}: ${text}`;
      })
      .join(language === 'zh' ? '；' : '; ');
  return { zh: line('zh'), en: line('en') };
}

interface DirectoryPolicies {
  policies: { policy: Policy; file: string }[];
  faults: PolicyFault[];
}

function readDirectory(directory: string): DirectoryPolicies {
  const read: DirectoryPolicies = { policies: [], faults: [] };
  const names = listJson(directory);
  if (!names.ok) return { policies: [], faults: [names.error] };
  for (const name of names.value) {
    const file = join(directory, name);
    const document = readJson(file);
    if (!document.ok) {
      read.faults.push(document.error);
      continue;
    }
    const parsed = parsePolicy(document.value);
    if (parsed.ok) read.policies.push({ policy: parsed.value, file });
    else read.faults.push(...parsed.error.map((problem) => ({ file, ...problem })));
  }
  return read;
}

function listJson(directory: string): Result<string[], PolicyFault> {
  try {
    return ok(
      readdirSync(directory)
        .filter((name) => name.endsWith('.json'))
        .sort(),
    );
  } catch (error) {
    return err(unreadable(directory, error));
  }
}

function readJson(file: string): Result<unknown, PolicyFault> {
  try {
    // Editors on Windows write a byte order mark.
    const value: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    return ok(value);
  } catch (error) {
    return err(unreadable(file, error));
  }
}

function unreadable(file: string, error: unknown): PolicyFault {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    file,
    pointer: '',
    message: { zh: `无法读取：${reason}`, en: `cannot be read: ${reason}` },
  };
}

function takenId(file: string, id: string, other: string | null): PolicyFault {
  return {
    file,
    pointer: '/id',
    message:
      other === null
        ? {
            zh: `“${id}”是随 Sizhi 提供的政策，请另取编号。`,
            en: `“${id}” is a policy that comes with Sizhi; choose another id.`,
          }
        : { zh: `编号“${id}”已用于 ${other}。`, en: `${other} has the id “${id}” already.` },
  };
}

function unknownPolicy(known: readonly string[]): DomainError {
  const list = known.join(', ');
  const message = { zh: `已安装的政策：${list}`, en: `installed policies: ${list}` };
  return new DomainError(
    'unknown-policy',
    { zh: '没有该政策。', en: 'There is no policy of that id.' },
    [{ code: 'unknown-policy', pointer: '/policy', message }],
  );
}
