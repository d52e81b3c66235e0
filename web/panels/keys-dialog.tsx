import { useStore } from '../state/store-context.ts';
import { Dialog } from './dialog.tsx';
import { keyGroups } from './key-list.ts';

/** All keys of the page on one sheet. */
export function KeysDialog() {
  const store = useStore();
  const texts = store.texts.value.planner;
  return (
    <Dialog title={texts.keysTitle} onClose={() => store.planner.setDialog(null)} wide>
      <div class="keys">
        {keyGroups(texts, store.language.value).map(({ heading, rows }) => (
          <section key={heading}>
            <h3>{heading}</h3>
            <dl>
              {rows.map(({ keys, meaning }) => (
                <div key={meaning}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
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
