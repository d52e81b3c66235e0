import { TOOLS } from '../modes/tools.ts';
import { useStore } from '../state/store-context.ts';
import { Dialog } from './dialog.tsx';

/** All keys of the page on one sheet. */
export function KeysDialog() {
  const store = useStore();
  const texts = store.texts.value.planner;
  const { keyList } = texts;
  const language = store.language.value;
  const groups: [string, [keys: string, meaning: string][]][] = [
    [
      texts.keysOfMap,
      [
        ['J / K', keyList.next],
        ['F', keyList.fix],
        ['← ↑ → ↓', keyList.pan],
        ['+ / −', keyList.zoom],
        ['1 … 5', keyList.panes],
        ['Esc', keyList.escape],
        ['?', keyList.keys],
      ],
    ],
    [
      texts.keysOfEditing,
      [
        ['Ctrl Z / Ctrl ⇧ Z', keyList.undo],
        ['Enter', keyList.accept],
      ],
    ],
    [
      texts.keysOfTools,
      TOOLS.map((tool): [string, string] => [tool.key.toUpperCase(), tool.name[language]]),
    ],
  ];
  return (
    <Dialog title={texts.keysTitle} onClose={() => store.planner.setDialog(null)} wide>
      <div class="keys">
        {groups.map(([heading, rows]) => (
          <section key={heading}>
            <h3>{heading}</h3>
            <dl>
              {rows.map(([keys, meaning]) => (
                <div key={keys}>
                  <dt>
                    <kbd>{keys}</kbd>
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p class="dialog-note">{texts.keysHint}</p>
    </Dialog>
  );
}
