import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** From the last touch until rows may move again under a finger. */
const rest_ms = 4_000;

export interface Reading {
  /** Somebody points at the list, touches it or uses it by keyboard: nothing may move. */
  readonly isReading: boolean;
  /** The pointer's distance from the top of the screen, while it is over the list. */
  readonly pointer: RefObject<number | null>;
}

export function useReading(list: RefObject<HTMLElement | null>): Reading {
  const [isReading, setIsReading] = useState(false);
  const pointer = useRef<number | null>(null);
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    let isFocused = false;
    let resting: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void =>
      setIsReading(pointer.current !== null || isFocused || resting !== undefined);
    const rest = (): void => {
      clearTimeout(resting);
      resting = setTimeout(() => {
        resting = undefined;
        tell();
      }, rest_ms);
      tell();
    };
    const over = new AbortController();
    const on = <N extends keyof HTMLElementEventMap>(
      name: N,
      act: (event: HTMLElementEventMap[N]) => void,
    ): void => element.addEventListener(name, act, { signal: over.signal, passive: true });
    const point = ({ pointerType, clientY }: PointerEvent): void => {
      if (pointerType === 'touch') return rest();
      pointer.current = clientY;
      tell();
    };
    on('pointerenter', point);
    on('pointermove', point);
    on('pointerdown', point);
    on('pointerleave', ({ pointerType }) => {
      if (pointerType !== 'touch') pointer.current = null;
      tell();
    });
    on('touchmove', rest);
    on('focusin', ({ target }) => {
      // A click also leaves the focus, but then the pointer shows what is being read.
      isFocused = (target as HTMLElement).matches(':focus-visible');
      tell();
    });
    on('focusout', () => {
      isFocused = false;
      tell();
    });
    const leave = (): void => {
      if (document.visibilityState === 'visible') return;
      pointer.current = null;
      tell();
    };
    document.addEventListener('visibilitychange', leave, { signal: over.signal });
    return () => {
      clearTimeout(resting);
      over.abort();
    };
  }, []);
  return { isReading, pointer };
}
