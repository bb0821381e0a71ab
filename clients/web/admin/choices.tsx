interface ChoicesProps {
  readonly label: string;
  /** All names to choose from. */
  readonly of: readonly string[];
  readonly chosen: readonly string[];
  /** The title of each; a name without one is shown itself. */
  readonly what?: Readonly<Record<string, string>>;
  readonly isFixed?: boolean;
  choose(chosen: readonly string[]): void;
}

/** Check boxes for any number of names, such as the rights of a group. */
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
          <span title={what?.[name] === undefined ? undefined : name}>{what?.[name] ?? name}</span>
        </label>
      ))}
    </fieldset>
  );
}
