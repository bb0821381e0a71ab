import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isFocusFree, useCommands } from '../app/keys.ts';
import { takeOpened } from './last-opened.ts';
import { geometryOf, rowsInView } from './list-geometry.ts';

interface RowKeysDeps {
  /** The container of the rows; each element has its index in `data-at`. */
  readonly list: RefObject<HTMLElement | null>;
  readonly total: number;
  /** Whether the list contains the ticket, rendered or not. */
  has(ticket: string): boolean;
  /** Scrolls a row into view, so that it is rendered now or soon. */
  show(row: number): void;
}

export interface RowKeys {
  /** Call it whenever rows were rendered. */
  drawn(): void;
}

/**
 * Keys move the focus through the links of the rows (`a[data-row]`), including rows that are not
 * rendered yet; Enter is the link's own. A focused row keeps the focus when it moves, and a ticket
 * gets it on return; if it leaves the list, the row in its place gets the focus.
 */
export function useRowKeys({ list, total, has, show }: RowKeysDeps): RowKeys {
  /** The ticket whose row has the focus, or had it until the row was removed from the document. */
  const focused = useRef<string | undefined>(undefined);
  /** Its last index. */
  const lastAt = useRef<number | undefined>(undefined);
  /** The row to focus once it is rendered. */
  const wanted = useRef<number | undefined>(undefined);

  const focus = (): void => {
    const place = list.current?.querySelector<HTMLElement>(`[data-at="${wanted.current}"]`);
    const link = place?.querySelector<HTMLElement>('a');
    (link ?? place)?.focus({ preventScroll: true });
    if (link) wanted.current = undefined;
  };
  const move = (by: 1 | -1): void => {
    if (list.current === null) return;
    const { first, last } = rowsInView(geometryOf(list.current), total);
    const here = placeOf(list.current, document.activeElement) ?? Number.NaN;
    // After scrolling away, go on from the visible rows.
    const isNear = here >= first - 1 && here <= last + 1;
    const from = isNear ? here : by === 1 ? first - 1 : last + 1;
    wanted.current = Math.max(0, Math.min(from + by, total - 1));
    show(wanted.current);
    focus();
  };
  useCommands({
    down: () => move(1),
    up: () => move(-1),
    open() {
      const { activeElement } = document;
      const isHere = activeElement instanceof HTMLElement && activeElement.matches('[data-row]');
      if (isHere) activeElement.click();
      return isHere;
    },
  });
  useLayoutEffect(() => {
    focused.current = takeOpened();
    const over = new AbortController();
    const { signal } = over;
    list.current?.addEventListener(
      'focusin',
      ({ target }) => {
        focused.current = (target as HTMLElement).dataset['row'];
        lastAt.current =
          list.current === null ? undefined : placeOf(list.current, target as Element);
      },
      { signal },
    );
    const forget = (event: Event): void => {
      if (list.current?.contains(event.target as Node)) return;
      focused.current = undefined;
      wanted.current = undefined;
    };
    for (const name of ['focusin', 'pointerdown'])
      document.addEventListener(name, forget, { signal });
    return () => over.abort();
  }, []);
  return {
    drawn() {
      if (wanted.current !== undefined) return focus();
      const ticket = focused.current;
      // A row that was moved, or just came back, has lost the focus to the body.
      if (ticket !== undefined && isFocusFree()) {
        const link = list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(ticket)}"]`);
        if (link) return link.focus({ preventScroll: true });
        // It left the list, for example because it was closed: the one in its place is next.
        if (lastAt.current === undefined || has(ticket)) return;
        wanted.current = Math.min(lastAt.current, total - 1);
        focus();
      }
    },
  };
}

/** The index of the row that contains this element. */
export function placeOf(list: HTMLElement, element: Element | null): number | undefined {
  const place = list.contains(element) ? element?.closest<HTMLElement>('[data-at]') : undefined;
  return place ? Number(place.dataset['at']) : undefined;
}
