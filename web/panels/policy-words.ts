import type { Texts } from '../i18n/zh.ts';
import type { AuditPolicy } from '../state/store.ts';

/** Which policy the findings below were judged by. */
export function policyWords(policy: AuditPolicy | null, texts: Texts): string {
  if (policy === null) return texts.policyLine(texts.noPolicy);
  const names: Readonly<Record<string, string>> = texts.policyName;
  const name = Object.hasOwn(names, policy.id) ? names[policy.id] : undefined;
  const shown = name ?? policy.id;
  return texts.policyLine(policy.isInstalled ? shown : texts.policyMissing(shown));
}
