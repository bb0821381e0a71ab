import { useLayoutEffect, useRef } from 'preact/hooks';
import type { FollowedRows } from '../../core/follow.ts';
import { isFocusFree, useCommands } from '../keys.ts';

/** The ticket that was opened last, to come back to. */
let lastOpened: string | undefined;

export function rememberOpened(ticket: string): void {
  lastOpened = ticket;
}

/**
 * j and k, or the arrows, move the focus through the links of a list's rows (`a[data-row]`); Enter
 * is the link's own. Give the result to the element around the rows. The focused row keeps the focus
 * when it moves to another place, and the ticket one comes back from gets it.
 */
export function useRowKeys(followed: FollowedRows) {
  const list = useRef<HTMLDivElement>(null);
  const focused = useRef<string | undefined>(undefined);
  const links = (): HTMLAnchorElement[] =>
    list.current === null
      ? []
      : [...list.current.querySelectorAll<HTMLAnchorElement>('a[data-row]')];
  const move = (by: 1 | -1): void => {
    const all = links();
    const at = all.findIndex((link) => link === document.activeElement);
    const to = at === -1 ? (by === 1 ? 0 : all.length - 1) : at + by;
    const link = all[Math.min(Math.max(to, 0), all.length - 1)];
    link?.focus({ preventScroll: true });
    link?.closest('[data-place]')?.scrollIntoView({ block: 'nearest' });
  };
  useCommands({
    down: () => move(1),
    up: () => move(-1),
    open: () => {
      const link = links().find((one) => one === document.activeElement);
      link?.click();
      return link !== undefined;
    },
  });
  useLayoutEffect(() => {
    const wanted = lastOpened ?? focused.current;
    // A row that was moved in the document, or just came back, has lost the focus to the body.
    if (wanted !== undefined && isFocusFree()) {
      const link = links().find((one) => one.dataset['row'] === wanted);
      link?.focus({ preventScroll: lastOpened === undefined });
    }
    if (followed.kind === 'here') lastOpened = undefined;
    const element = list.current;
    const remember = (event: FocusEvent): void => {
      focused.current = (event.target as HTMLElement).dataset['row'];
    };
    const forget = (event: FocusEvent): void => {
      // With nowhere to go, it is the row that went; the next rows bring it back.
      if (event.relatedTarget !== null) focused.current = undefined;
    };
    element?.addEventListener('focusin', remember);
    element?.addEventListener('focusout', forget);
    return () => {
      element?.removeEventListener('focusin', remember);
      element?.removeEventListener('focusout', forget);
    };
  }, [followed]);
  return list;
}
