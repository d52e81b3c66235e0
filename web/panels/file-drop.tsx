import { useEffect, useState } from 'preact/hooks';
import { useStore } from '../state/store-context.ts';
import { importState } from './data-transfer.ts';
import { Icon } from './icon.tsx';

const bringsFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false;

/** Takes a file that is dropped anywhere on the page, and says so while one hovers over it. */
export function FileDrop() {
  const store = useStore();
  const texts = store.texts.value;
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    // Elements under the pointer enter and leave all the time; the page is left when all are.
    let depth = 0;
    const enter = (event: DragEvent): void => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const over = (event: DragEvent): void => {
      if (!bringsFiles(event)) return;
      // Without this the browser leaves the page for the file.
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const leave = (event: DragEvent): void => {
      if (!bringsFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      const [file] = files;
      if (file === undefined) return;
      if (store.planner.dialog.peek() === 'import') importState.add(files);
      else void store.openFile(file);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [store]);

  if (!isOver) return null;
  return (
    <div class="drop" aria-hidden="true">
      <div>
        <Icon path="M8 2v8 M4.5 6.5L8 10l3.5-3.5 M2 13h12" />
        <p>{store.planner.dialog.value === 'import' ? texts.io.import : texts.dropFile}</p>
      </div>
    </div>
  );
}
