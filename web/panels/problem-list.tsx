import type { InputProblem } from '#contract/input-problem.ts';
import { useStore } from '../state/store-context.ts';

/** Faults of files with where to look; a place on the ground is a button. */
export function ProblemList(props: {
  problems: readonly InputProblem[];
  onPlace?: (place: [number, number]) => void;
}) {
  const store = useStore();
  const language = store.language.value;
  const { atLine, io } = store.texts.value;
  return (
    <ul class="problems">
      {props.problems.map((problem) => (
        <li key={`${problem.code} ${problem.pointer} ${problem.id ?? ''}`}>
          <span>{problem.message[language]}</span>
          <small>{placeOf(problem, atLine)}</small>
          {problem.location !== undefined && props.onPlace !== undefined && (
            <button
              type="button"
              class="link"
              onClick={() => problem.location && props.onPlace?.(problem.location)}
            >
              {io.showPlace}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Where to look in the file. */
function placeOf(
  { line, column, pointer, id }: InputProblem,
  atLine: (line: number, column: number) => string,
): string {
  if (line !== undefined && column !== undefined) return atLine(line, column);
  return [id, pointer].filter((part) => part !== undefined && part !== '').join(' · ');
}
