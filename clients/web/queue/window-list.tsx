import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { Row } from '../../../protocol/ticket.ts';
import type { RowsReplica } from '../../core/replica-rows.ts';
import { useAnnounced } from '../ui/announce.ts';
import { firstArrived, hold, shiftOf, showAll, waiting, type Shown } from './shown-rows.ts';
import { texts } from '../i18n/texts.ts';
import type { List } from './use-list.ts';
import { distanceTo, geometryOf, rowAt, rowsInView, rowsMax } from './list-geometry.ts';
import { placeOf, useRowKeys } from './row-keys.ts';
import { useReading } from '../ticket/use-reading.ts';

/** Rows rendered beyond either end of the view. */
const overscan_rows = 8;
/** Rows rendered at a time, whatever the height of the screen. */
const drawn_rows_max = 100;

/** The scroll position when a list was left. */
let lastPlace: { readonly key: string; readonly scroll_px: number } | undefined;

interface WindowListProps {
  readonly list: List;
  readonly is: RowsReplica;
  readonly label: string;
  readonly kind: 'table' | 'list';
  /** The header of a table. */
  readonly head?: ComponentChildren;
  /** Renders the content of a row. */
  draw(row: Row): ComponentChildren;
}

/**
 * A list of any length that renders only the visible rows and a few around them; it scrolls with
 * the page. Nothing moves while somebody reads: changes wait behind a button, which is why no
 * library does this. Key it by the list.
 */
export function WindowList({ list, is, label, kind, head, draw }: WindowListProps) {
  const box = useRef<HTMLDivElement>(null);
  const around = useRef<HTMLDivElement>(null);
  const { isReading, pointer } = useReading(around);
  const [drawn, setDrawn] = useState({ from: 0, to: 2 * overscan_rows });
  const [, render] = useReducer<number, undefined>((round) => round + 1, 0);
  const painted = useRef<Shown | undefined>(undefined);
  const isAsked = useRef(false);
  const wasRemembered = useRef(true);
  const lastScroll = useRef(0);

  const before = painted.current;
  const mayHold = isReading && !isAsked.current && !wasRemembered.current;
  const isHeld = mayHold && before?.offset === is.offset;
  const shown = isHeld ? hold(before, is) : showAll(is);
  /** How far to scroll along with the rows, so that what is being read stays in place. */
  let shift = 0;
  let arrived: number | undefined;
  if (before !== undefined && box.current !== null && !isHeld) {
    const anchor = anchorIn(box.current, pointer.current);
    if (isAsked.current) arrived = firstArrived(before, is);
    else if (anchor !== undefined) shift = shiftOf(before, shown, anchor);
  }
  painted.current = shown;
  wasRemembered.current = list.isRemembered;
  isAsked.current = false;
  const total =
    box.current === null ? shown.total : Math.min(shown.total, rowsMax(geometryOf(box.current)));

  const look = useRef(() => {});
  look.current = () => {
    if (box.current === null) return;
    const { first, last } = rowsInView(geometryOf(box.current), total);
    const isUp = scrollY < lastScroll.current;
    lastScroll.current = scrollY;
    lastPlace = { key: list.key, scroll_px: scrollY };
    list.look({ first, last, isUp });
    const from = Math.max(0, first - overscan_rows);
    const to = Math.min(last + 1 + overscan_rows, from + drawn_rows_max);
    setDrawn((now) => (now.from === from && now.to === to ? now : { from, to }));
  };
  const show = (row: number): void => {
    if (box.current !== null) scrollBy(0, distanceTo(geometryOf(box.current), row));
    look.current();
  };
  const has = (ticket: string): boolean => shown.rows.some((row) => row?.id === ticket);
  const keys = useRowKeys({ list: box, total, has, show });
  useLayoutEffect(() => {
    const over = new AbortController();
    const follow = (): void => look.current();
    addEventListener('scroll', follow, { signal: over.signal, passive: true });
    addEventListener('resize', follow, { signal: over.signal });
    scrollTo(0, lastPlace?.key === list.key ? lastPlace.scroll_px : 0);
    return () => over.abort();
  }, []);
  useLayoutEffect(() => {
    if (shift !== 0) scrollBy(0, shift * geometryOf(box.current!).row_px);
    if (arrived !== undefined) show(arrived);
    look.current();
    keys.drawn();
  });

  const rows: ComponentChildren[] = [];
  for (let at = drawn.from; at < Math.min(drawn.to, total); at++) {
    const row = shown.rows[at - shown.offset];
    rows.push(
      <div
        key={row?.id ?? at}
        class="place"
        role={kind === 'table' ? 'row' : 'listitem'}
        {...(kind === 'table'
          ? { 'aria-rowindex': at + 2 }
          : { 'aria-posinset': at + 1, 'aria-setsize': total })}
        data-at={at}
        data-left={row !== undefined && shown.left.has(row.id) ? '' : undefined}
        tabIndex={row === undefined ? -1 : undefined}
        style={{ top: `calc(var(--row) * ${at})` }}
      >
        {row === undefined ? (
          <span class="coming" role={kind === 'table' ? 'cell' : undefined}>
            <span class="unseen">{texts.loading}</span>
          </span>
        ) : (
          draw(row)
        )}
      </div>,
    );
  }
  return (
    <div ref={around}>
      <News
        of={isHeld ? waiting(shown, is) : undefined}
        press={() => {
          isAsked.current = true;
          render(undefined);
        }}
      />
      <div
        class={kind === 'table' ? 'rows' : 'cards'}
        role={kind}
        aria-label={label}
        aria-rowcount={kind === 'table' ? total + 1 : undefined}
      >
        {head}
        <div
          class="places"
          ref={box}
          role={kind === 'table' ? 'rowgroup' : 'presentation'}
          style={{ height: `calc(var(--row) * ${total})` }}
        >
          {rows}
        </div>
      </div>
      {total < shown.total && <p class="hint">{texts.list.more(total, shown.total)}</p>}
    </div>
  );
}

interface NewsProps {
  readonly of: ReturnType<typeof waiting> | undefined;
  press(): void;
}

/**
 * Changes that wait until the reader accepts them. Takes no space, so that nothing moves when it
 * appears.
 */
function News({ of, press }: NewsProps) {
  const isNew = of !== undefined && (of.arrived > 0 || of.isOther);
  const said = !isNew
    ? undefined
    : of.arrived > 0
      ? texts.list.arrived(of.arrived)
      : texts.list.changed;
  useAnnounced('news', said);
  return (
    <div class="news">
      {said !== undefined && (
        <button type="button" class="primary" onClick={press}>
          {said}
        </button>
      )}
    </div>
  );
}

/** The row being read: the focused one, the one under the pointer, or the first visible one. */
function anchorIn(list: HTMLElement, pointer: number | null): number | undefined {
  const focused = placeOf(list, document.activeElement);
  if (focused !== undefined) return focused;
  const geometry = geometryOf(list);
  if (pointer !== null) return rowAt(geometry, pointer);
  // At its start the list just grows.
  if (geometry.top_px >= geometry.covered_px) return undefined;
  return rowsInView(geometry, Infinity).first;
}
