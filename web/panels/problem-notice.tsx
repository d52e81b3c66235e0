import type { Problem } from '../api/problem.ts';
import type { Texts } from '../i18n/zh.ts';
import { useStore } from '../state/store-context.ts';
import { Icon } from './icon.tsx';

/** What happened, in the server's words where it had any and in ours where it was silent. */
export function problemWords(problem: Problem, texts: Texts): { title: string; detail: string } {
  if (problem.cause === 'network') {
    return { title: texts.errorNetwork, detail: texts.errorNetworkDetail };
  }
  if (problem.cause === 'answer') {
    return {
      title: texts.errorAnswer,
      detail: problem.detail ?? texts.errorAnswerDetail(problem.request),
    };
  }
  return {
    title: problem.title ?? texts.errorStatus(problem.status),
    detail: problem.detail ?? problem.request,
  };
}

/** Something failed: what, why, and a way to try again. */
export function ProblemNotice(props: { heading: string; problem: Problem; onRetry?: () => void }) {
  const texts = useStore().texts.value;
  const { title, detail } = problemWords(props.problem, texts);
  return (
    <div class="notice notice-error" role="alert">
      <Icon path="M8 2l6.5 11.5h-13z M8 6.5v3 M8 11.6v.1" />
      <div>
        <h2>{props.heading}</h2>
        <p>
          <strong>{title}</strong>
        </p>
        <p>{detail}</p>
        {props.onRetry && (
          <button type="button" class="button" onClick={props.onRetry}>
            {texts.retry}
          </button>
        )}
      </div>
    </div>
  );
}
