import type {
  AuditOptions,
  AuditResult,
  CommunityInput,
  JurisdictionInput,
  Message,
} from '#engine/coverage/types.ts';

/**
 * Everything that a report is made of. The writers are pure: the same input gives the same text,
 * byte for byte, so reports can be compared and kept under version control.
 */
export interface ReportInput {
  result: AuditResult;
  source: {
    /** Path of the communities as the user gave it; `-` is standard input. */
    file: string;
    /** Path of the boundary, when one was given. */
    boundary?: string;
  };
  /** Language of the report; those that carry both begin with it. */
  language: keyof Message;
  communities: readonly CommunityInput[];
  jurisdiction?: JurisdictionInput;
  /** The options that the audit ran with, defaults filled in. */
  settings: Required<Omit<AuditOptions, 'adjacency' | 'queen'>>;
  policy?: ReportPolicy;
  /** When the audit ran, as it is to be shown; left out where a report must be reproducible. */
  generatedAt?: string;
}

/** What a report says about the policy that was checked. */
export interface ReportPolicy {
  id: string;
  title: Message;
  rules: readonly { rule: string; title: Message; clause?: string }[];
}

/** Names of communities by id, where they have one that says more than the id. */
export function namesById(communities: readonly CommunityInput[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { id, name } of communities) {
    if (name !== undefined && name.trim() !== '' && name !== id && !names.has(id))
      names.set(id, name);
  }
  return names;
}

/** A community as a reader knows it: `建外街道 (110105001000)`, or the id alone. */
export function communityLabel(id: string, names: ReadonlyMap<string, string>): string {
  const name = names.get(id);
  return name === undefined ? id : `${name} (${id})`;
}
