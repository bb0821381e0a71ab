import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Reorder {
  /** Index of the row that is dragged. */
  readonly dragged: number | undefined;
  /** Of the list. */
  readonly list: {
    readonly ref: { current: HTMLUListElement | null };
    onPointerMove(event: PointerEvent): void;
    onPointerUp(): void;
    onPointerCancel(): void;
  };
  /** Of the handle of each row, which is its only `[data-handle]`. */
  handle(index: number): {
    onPointerDown(event: PointerEvent): void;
    onKeyDown(event: KeyboardEvent): void;
  };
}

/**
 * Rows are moved by dragging their handles, with a mouse or a finger, and by the arrow keys on them.
 * Rows keep their keys by index, so the pointer is captured by the list.
 */
export function useReorder(count: number, move: (from: number, to: number) => void): Reorder {
  const ref = useRef<HTMLUListElement>(null);
  const [dragged, setDragged] = useState<number>();
  /** Index of the handle that gets the focus after a move by key. */
  const focused = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    if (focused.current === undefined) return;
    const row = ref.current?.children[focused.current];
    row?.querySelector<HTMLElement>('[data-handle]')?.focus();
    focused.current = undefined;
  });
  const end = (): void => setDragged(undefined);
  return {
    dragged,
    list: {
      ref,
      onPointerMove({ clientY }) {
        if (dragged === undefined || ref.current === null) return;
        const to = indexAt([...ref.current.children], clientY);
        if (to === dragged) return;
        move(dragged, to);
        setDragged(to);
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
    handle: (index) => ({
      onPointerDown(event) {
        if (event.button !== 0) return;
        ref.current?.setPointerCapture(event.pointerId);
        setDragged(index);
      },
      onKeyDown(event) {
        const to = index + ({ ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0);
        if (to === index) return;
        event.preventDefault();
        if (to < 0 || to >= count) return;
        focused.current = to;
        move(index, to);
      },
    }),
  };
}

/** The row at this height; the first above all, the last below. */
function indexAt(rows: readonly Element[], y: number): number {
  const at = rows.findIndex((row) => y < row.getBoundingClientRect().bottom);
  return at === -1 ? rows.length - 1 : at;
}
