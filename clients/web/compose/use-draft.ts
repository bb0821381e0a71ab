import { useEffect, useRef, useState } from 'preact/hooks';

interface Draft<T> {
  readonly draft: T;
  readonly isChanged: boolean;
  setDraft(draft: T): void;
  /**
   * Passes the draft to `ask`, which resolves to whether it was stored. Resolves to whether that
   * succeeded and nothing was typed meanwhile.
   */
  save(ask: (draft: T) => Promise<boolean>): Promise<boolean>;
}

/**
 * An edited copy of `value`. If `value` changes, the draft follows, except for what was edited; of
 * an object each field separately. Input during a save counts as an edit.
 */
export function useDraft<T>(value: T): Draft<T> {
  const [draft, show] = useState(value);
  // Answers arrive between keys: what counts is the draft at that moment.
  const latest = useRef(value);
  /** The value that the draft was edited from. */
  const base = useRef(value);
  const present = useRef(value);
  const setDraft = (next: T): void => {
    latest.current = next;
    show(next);
  };
  useEffect(() => {
    setDraft(rebased(latest.current, base.current, value));
    base.current = present.current = value;
  }, [JSON.stringify(value)]);
  return {
    draft,
    isChanged: !isSame(draft, value),
    setDraft,
    async save(ask) {
      const sent = latest.current;
      const before = present.current;
      if (!(await ask(sent))) return false;
      const isAll = isSame(latest.current, sent);
      // The stored form, for example without blanks around it, is here already or will arrive.
      if (present.current === before) base.current = sent;
      else setDraft(rebased(latest.current, sent, present.current));
      return isAll;
    },
  };
}

/** The draft to show when the value it was edited from was replaced. */
function rebased<T>(draft: T, from: T, to: T): T {
  if (isSame(draft, from)) return to;
  if (!isParted(draft) || !isParted(from) || !isParted(to)) return draft;
  const parts = Object.entries(to).map(([name, part]) => [
    name,
    rebased(draft[name], from[name], part),
  ]);
  return Object.fromEntries(parts) as T;
}

function isParted(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
