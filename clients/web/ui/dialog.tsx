import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { texts } from '../i18n/texts.ts';
import { overlay } from '../app/open.ts';

interface DialogProps {
  readonly label: string;
  readonly kind: string;
  /** With a heading and a close button. */
  readonly isTitled?: boolean;
  /** What it means that it was closed; absent for an overlay of the page. */
  readonly onClosed?: () => void;
  readonly children: ComponentChildren;
}

/** The browser keeps the focus inside, closes it on Escape and restores the focus. */
export function Dialog({ label, kind, isTitled = true, onClosed, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      class={`dialog ${kind}`}
      aria-label={label}
      ref={dialog}
      onClose={(event) => {
        // The event comes late, perhaps when another dialog is open already.
        if (event.target !== dialog.current) return;
        if (onClosed === undefined) overlay.value = undefined;
        else onClosed();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        closeDialog();
      }}
      onClick={(event) => {
        // A click outside is a click on the dialog element itself.
        if (event.target === dialog.current) closeDialog();
      }}
    >
      <div class="dialog-in">
        {isTitled && (
          <div class="dialog-top">
            <h2>{label}</h2>
            <button
              class="quiet"
              type="button"
              aria-label={texts.preferences.close}
              onClick={closeDialog}
            >
              <Icon name="cross" />
            </button>
          </div>
        )}
        {children}
      </div>
    </dialog>
  );
}

/** Closes first, so that the focus is restored before anything else happens. */
export function closeDialog(): void {
  document.querySelector<HTMLDialogElement>('dialog:modal')?.close();
  overlay.value = undefined;
}
