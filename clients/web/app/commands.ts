/**
 * A key is written as in `KeyboardEvent.key`, with `Mod+` for Ctrl or ⌘; a blank separates two keys
 * in a row.
 */
interface Command {
  /** Alternatives. */
  readonly keys: readonly string[];
  readonly group: CommandGroup;
  /** Handled by a text field itself; listed only for the key map. */
  readonly isField?: true;
}

export const commandGroups = ['general', 'go', 'list', 'ticket', 'write'] as const;
type CommandGroup = (typeof commandGroups)[number];

/** Everything the keyboard does. The texts contain the labels. */
const table = {
  palette: { keys: ['Mod+k'], group: 'general' },
  map: { keys: ['?'], group: 'general' },
  preferences: { keys: [], group: 'general' },
  create: { keys: ['n'], group: 'general' },
  toQueue: { keys: ['g q'], group: 'go' },
  toMine: { keys: ['g m'], group: 'go' },
  toAdmin: { keys: ['g a'], group: 'go' },
  toCanned: { keys: ['g c'], group: 'go' },
  down: { keys: ['j', 'ArrowDown'], group: 'list' },
  up: { keys: ['k', 'ArrowUp'], group: 'list' },
  open: { keys: ['Enter', 'o'], group: 'list' },
  filter: { keys: ['/'], group: 'list' },
  reply: { keys: ['r'], group: 'ticket' },
  note: { keys: ['i'], group: 'ticket' },
  canned: { keys: ['c'], group: 'ticket' },
  assign: { keys: ['a'], group: 'ticket' },
  release: { keys: ['A'], group: 'ticket' },
  close: { keys: ['e'], group: 'ticket' },
  archive: { keys: ['E'], group: 'ticket' },
  reopen: { keys: ['R'], group: 'ticket' },
  back: { keys: ['u', 'Escape'], group: 'ticket' },
  send: { keys: ['Mod+Enter'], group: 'write', isField: true },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof table;

export const commands: Readonly<Record<CommandName, Command>> = table;

export const commandNames = Object.keys(table) as CommandName[];

/**
 * Whether it is triggered by plain letters, which people who dictate or mistype may want to turn
 * off.
 */
export function isSingleKey(keys: string): boolean {
  return !keys.includes('+') && keys.split(' ').every((key) => /^.$/u.test(key));
}
