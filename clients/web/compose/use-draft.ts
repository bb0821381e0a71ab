import { useEffect, useRef, useState } from 'preact/hooks';

interface Draft<T> {
  readonly draft: T;
  readonly isChanged: boolean;
  setDraft(draft: T): void;
  /**
   * Gives what is typed to `ask`, which resolves with whether it is stored. Resolves with whether
   * nothing else was typed meanwhile and it is.
   */
  save(ask: (draft: T) => Promise<boolean>): Promise<boolean>;
}

/**
 * What is edited of `value`. When the value changes, by whomever, it follows, but for what was
 * edited: of an object each part alone. What is typed while it is being saved is edited, too.
 */
export function useDraft<T>(value: T): Draft<T> {
  const [draft, show] = useState(value);
  // Answers come while the next key is typed: what counts is what stands there then.
  const latest = useRef(value);
  /** What it was edited from. */
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
      // What became of it, such as without blanks around it, is here already, or comes.
      if (present.current === before) base.current = sent;
      else setDraft(rebased(latest.current, sent, present.current));
      return isAll;
    },
  };
}

/** What is to be shown of a draft that was edited from one value, now that there is another. */
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
