import type { Config } from '../../config.ts';
import { StartupError } from '../../startup-error.ts';
import { type PolicyStore, policyFaultsText, readPolicies } from './policy-store.ts';

/**
 * The policies of a configuration: those that come with Sizhi and those of the directory that it names.
 * @throws StartupError with every fault of every file
 */
export function openPolicies({
  policiesDirectory,
}: Pick<Config, 'policiesDirectory'>): PolicyStore {
  const read = readPolicies(policiesDirectory);
  if (read.ok) return read.value;
  const { zh, en } = policyFaultsText(read.error);
  throw new StartupError({
    zh: `SIZHI_POLICIES_DIR 中的政策有误：${zh}`,
    en: `policies of SIZHI_POLICIES_DIR are faulty: ${en}`,
  });
}
