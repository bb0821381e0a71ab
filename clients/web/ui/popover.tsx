import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Distance to its button and to the edges of the window. */
const gap_px = 6;
/** With less space below its button it opens above. */
const room_px_min = 240;

interface PopoverProps {
  /** Name of the button and of the content. */
  readonly name: string;
  /** Gets the function that closes it. */
  children(close: () => void): ComponentChildren;
}

/**
 * A button and the content that it opens over the page, so that nothing moves. The focus goes in,
 * and back to the button when it closes: on Escape, and when the focus leaves.
 */
export function Popover({ name, children }: PopoverProps) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = panel.current;
    if (!isOpen || box === null) return undefined;
    // In the top layer, so that no scrolling element clips it.
    box.showPopover();
    const over = new AbortController();
    const follow = (): void => place(box, opener.current!);
    follow();
    (box.querySelector('input') ?? box).focus({ preventScroll: true });
    addEventListener('scroll', follow, { signal: over.signal, passive: true, capture: true });
    addEventListener('resize', follow, { signal: over.signal });
    return () => over.abort();
  }, [isOpen]);
  const close = (): void => {
    opener.current?.focus({ preventScroll: true });
    setOpen(false);
  };
  return (
    <>
      <button
        type="button"
        ref={opener}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {name}
      </button>
      {isOpen && (
        <div
          class="popover"
          popover="manual"
          role="dialog"
          aria-label={name}
          tabIndex={-1}
          ref={panel}
          onKeyDown={(event) => {
            // In a field with content, Escape clears the field first.
            if (event.key !== 'Escape' || event.defaultPrevented) return;
            event.preventDefault();
            close();
          }}
          onFocusOut={({ currentTarget, relatedTarget: to }) => {
            // Its own button closes it by the click; another window takes the focus only for a
            // while.
            if (to === opener.current || !document.hasFocus()) return;
            if (!currentTarget.contains(to as Node | null)) setOpen(false);
          }}
        >
          {children(close)}
        </div>
      )}
    </>
  );
}

function place(box: HTMLElement, opener: HTMLElement): void {
  const at = opener.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.min(at.left, clientWidth - box.offsetWidth - gap_px);
  const below = clientHeight - at.bottom;
  const isAbove = below < room_px_min && at.top > below;
  const room = (isAbove ? at.top : below) - 2 * gap_px;
  box.style.left = `${Math.max(gap_px, left)}px`;
  box.style.top = isAbove ? 'auto' : `${at.bottom + gap_px}px`;
  box.style.bottom = isAbove ? `${clientHeight - at.top + gap_px}px` : 'auto';
  box.style.maxHeight = `${room}px`;
}
