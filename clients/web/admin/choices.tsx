interface ChoicesProps {
  readonly label: string;
  /** All that there are. */
  readonly of: readonly string[];
  readonly chosen: readonly string[];
  /** A plain word on each. */
  readonly what?: Readonly<Record<string, string>>;
  readonly isFixed?: boolean;
  choose(chosen: readonly string[]): void;
}

/** Any number of names out of some, such as the rights of a group. */
export function Choices({ label, of, chosen, what, isFixed = false, choose }: ChoicesProps) {
  return (
    <fieldset class="choices">
      <legend>{label}</legend>
      {of.map((name) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            disabled={isFixed}
            onChange={(event) => {
              const others = chosen.filter((one) => one !== name);
              choose(event.currentTarget.checked ? [...others, name] : others);
            }}
          />
          <span>
            {name}
            {what?.[name] !== undefined && <small class="muted"> {what[name]}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
