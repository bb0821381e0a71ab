import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface PickListProps<T> {
  readonly label: string;
  /** Otherwise the label is only read out, and the field gets the focus at once. */
  readonly isLabelled?: boolean;
  readonly placeholder: string;
  readonly typed: string;
  readonly found: readonly T[];
  /** The state of the search. */
  readonly says: string | false;
  keyOf(one: T): string;
  show(one: T, at: number): ComponentChildren;
  type(text: string): void;
  /** `isMod`: with Ctrl or ⌘. */
  take(one: T, isMod: boolean): void;
  /** Other keys with a meaning here; returns whether it was one. */
  press?(event: KeyboardEvent): boolean;
}

/** A field and its results: the focus stays in the field, arrows select, Enter accepts. */
export function PickList<T>(props: PickListProps<T>) {
  const { label, isLabelled = false, typed, found, take } = props;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  // In the layout phase, so that the next key arrives here.
  useLayoutEffect(() => {
    if (!isLabelled) field.current?.focus();
  }, []);
  const [wanted, point] = useState(0);
  const at = Math.min(wanted, found.length - 1);
  const type = (text: string): void => {
    props.type(text);
    point(0);
  };
  const isTaken = (event: KeyboardEvent): boolean => {
    if (props.press?.(event)) return true;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        point((at + (event.key === 'ArrowUp' ? -1 : 1) + found.length) % (found.length || 1));
        return true;
      case 'Enter':
        if (at >= 0) take(found[at]!, event.ctrlKey || event.metaKey);
        return true;
      case 'Escape':
        if (typed === '') return false;
        type('');
        return true;
      default:
        return false;
    }
  };
  return (
    <>
      {isLabelled && <label for={id}>{label}</label>}
      <input
        id={id}
        type="text"
        role="combobox"
        aria-label={isLabelled ? undefined : label}
        aria-autocomplete="list"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        autoComplete="off"
        ref={field}
        dir="auto"
        placeholder={props.placeholder}
        value={typed}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Inside a form, Enter would submit it.
          if (isTaken(event)) event.preventDefault();
        }}
      />
      <p class="finder-says" role="status">
        {props.says}
      </p>
      <ul
        class="picks"
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        onMouseDown={(event) => event.preventDefault()}
      >
        {found.map((one, i) => (
          <li
            key={props.keyOf(one)}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            ref={(element) => {
              if (i === at && !isLabelled) element?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerMove={() => point(i)}
            onClick={() => take(one, false)}
          >
            {props.show(one, i)}
          </li>
        ))}
      </ul>
    </>
  );
}
