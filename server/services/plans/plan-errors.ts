import { DomainError } from '#contract/domain-error.ts';
import type { PlanRow } from '../../repositories/plan-repository.ts';

/** No plan of that id. */
export const noSuchPlan = (): DomainError =>
  new DomainError('not-found', { zh: '没有该方案。', en: 'There is no such plan.' });

/** Something of a plan that is not there. */
export const noSuch = (zh: string, en: string): DomainError =>
  new DomainError('not-found', { zh: `方案中没有该${zh}。`, en: `The plan has no such ${en}.` });

export const planClosed = ({ status }: PlanRow): DomainError =>
  new DomainError('plan-closed', {
    zh: `方案已${status === 'registered' ? '登记' : '归档'}，不能再修改；可从它另建分支。`,
    en: `The plan is ${status} and takes no more changes; branch another one from it.`,
  });

export const nothingToDo = (zh: string, en: string): DomainError =>
  new DomainError('nothing-to-do', { zh, en });

/** Others write to it faster than it can be read. */
export const planBusy = (): DomainError =>
  new DomainError('busy', {
    zh: '方案正在被频繁修改，未能读到完整的一版，请稍后重试。',
    en: 'The plan is being changed so often that no whole version could be read; try again shortly.',
  });
