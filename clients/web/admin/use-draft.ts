import { useEffect, useRef, useState } from 'preact/hooks';

interface Draft<T> {
  readonly draft: T;
  readonly isChanged: boolean;
  setDraft(draft: T): void;
  /** While it is being saved, the next value is what became of it. */
  saving(isUnderWay: boolean): void;
}

/**
 * What is edited of `value`. When somebody else changes the value it follows, unless it was edited:
 * then it stays, to be saved or not.
 */
export function useDraft<T>(value: T): Draft<T> {
  const [draft, setDraft] = useState(value);
  const kept = useRef(value);
  const isSaving = useRef(false);
  useEffect(() => {
    if (isSaving.current || isSame(draft, kept.current)) setDraft(value);
    isSaving.current = false;
    kept.current = value;
  }, [JSON.stringify(value)]);
  return {
    draft,
    isChanged: !isSame(draft, value),
    setDraft,
    saving(isUnderWay) {
      isSaving.current = isUnderWay;
    },
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
