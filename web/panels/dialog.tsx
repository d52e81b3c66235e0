import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useStore } from '../state/store-context.ts';
import { Icon } from './icon.tsx';

/** A dialog over the page: the browser's own, which keeps the focus in and gives it back. */
export function Dialog(props: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Buttons at its foot. */
  actions?: ComponentChildren;
  wide?: boolean;
}) {
  const { close } = useStore().texts.value;
  const element = useRef<HTMLDialogElement>(null);
  // At once: whoever works by keyboard must not be nowhere in between.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    const opener = document.activeElement;
    dialog.showModal();
    // What is to be filled in before what closes it.
    dialog.querySelector<HTMLInputElement>('[data-first]')?.select();
    return () => {
      dialog.close();
      // The browser gives the focus back only while the dialog is on the page, which it may no longer be.
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={props.wide ? 'dialog dialog-wide' : 'dialog'}
      aria-label={props.title}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <div class="dialog-head">
        <h2>{props.title}</h2>
        <button
          type="button"
          class="icon-button"
          title={close}
          aria-label={close}
          onClick={props.onClose}
        >
          <Icon path="M4 4l8 8 M12 4l-8 8" />
        </button>
      </div>
      {/* Scrolls, so that the keys must reach it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region needs the focus for its keys */}
      <div class="dialog-body" tabIndex={0}>
        {props.children}
      </div>
      {props.actions && <div class="dialog-actions">{props.actions}</div>}
    </dialog>
  );
}
