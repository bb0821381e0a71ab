import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { CharactersLeft } from '../compose/characters-left.tsx';

/** From the last key to the request. */
const pause_ms = 300;

interface FieldProps {
  readonly label: string;
  /** The label is read out, but not shown beside the field. */
  readonly isLabelInside?: boolean;
  readonly value: string;
  readonly chars_max: number;
  readonly input?: RefObject<HTMLInputElement | null>;
  /** Returns what is filtered by: empty if the text is not valid. */
  set(to: string): string;
  /** Called on Enter; returns whether it did anything. */
  enter?(typed: string): boolean;
  /** Suggestions for the typed text. */
  offer?(typed: string): ComponentChildren;
}

/** Takes effect after a short pause in typing. */
export function FilterField(props: FieldProps) {
  const { label, isLabelInside, value, chars_max, input, set } = props;
  const id = useId();
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  // The rest of the filter may have changed during the pause.
  const present = useRef(set);
  present.current = set;
  useEffect(() => {
    // The filter was cleared elsewhere; values that come back from here are as typed, or older.
    if (value !== asked.current) setTyped(value);
    asked.current = value;
  }, [value]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === asked.current || wanted.length > chars_max) return undefined;
    const timer = setTimeout(() => {
      asked.current = present.current(wanted);
    }, pause_ms);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div class={isLabelInside ? 'search' : 'finder'}>
      <label for={id} class={isLabelInside ? 'unseen' : undefined}>
        {label}
      </label>
      <input
        id={id}
        type="search"
        dir="auto"
        autoComplete="off"
        placeholder={isLabelInside ? label : undefined}
        value={typed}
        ref={input}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && props.enter?.(typed)) event.preventDefault();
        }}
      />
      {props.offer?.(typed)}
      <CharactersLeft text={typed} chars_max={chars_max} />
    </div>
  );
}
