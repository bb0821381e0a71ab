import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/**
 * Keeps the end of a thread in view if it is in view, and otherwise what is being read in place
 * when the thread grows at either end. The page scrolls, not the thread. `reached` is called
 * whenever the end, with anything new there, is visible.
 */
export function useStickToEnd(first: number, last: number, outgoing: number, reached: () => void) {
  const thread = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const latestReached = useRef(reached);
  latestReached.current = reached;
  const before = useRef({ first, last, outgoing, height: 0 });
  const [hasUnseen, setUnseen] = useState(false);

  const toEnd = (): void => {
    scrollTo({ top: document.documentElement.scrollHeight });
    setUnseen(false);
  };

  const tellIfReached = (): void => {
    if (isAtEnd.current && document.visibilityState === 'visible') latestReached.current();
  };

  useEffect(() => {
    const observer = new IntersectionObserver(
      ([change]) => {
        isAtEnd.current = change?.isIntersecting ?? true;
        if (isAtEnd.current) setUnseen(false);
        tellIfReached();
      },
      // Close to the end counts as the end.
      { rootMargin: '0px 0px 80px 0px' },
    );
    observer.observe(end.current!);
    document.addEventListener('visibilitychange', tellIfReached);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', tellIfReached);
    };
  }, []);

  useLayoutEffect(() => {
    const was = before.current;
    const height = thread.current?.offsetHeight ?? 0;
    before.current = { first, last, outgoing, height };
    if (was.height > 0 && first < was.first) scrollBy({ top: height - was.height });
    else if (isAtEnd.current || outgoing > was.outgoing) toEnd();
    else if (last > was.last) setUnseen(true);
  }, [first, last, outgoing]);
  useEffect(tellIfReached, [last]);

  return { thread, end, hasUnseen, toEnd };
}
