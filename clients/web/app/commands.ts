/** How a key is written: as `KeyboardEvent.key` says it, `Mod+` for Ctrl or ⌘, a space between two. */
interface Command {
  /** Any of them will do. */
  readonly keys: readonly string[];
  readonly group: CommandGroup;
  /** Of a text field, which listens itself; here for the map alone. */
  readonly isField?: true;
}

export const commandGroups = ['general', 'go', 'list', 'ticket', 'write'] as const;
type CommandGroup = (typeof commandGroups)[number];

/** Everything that the keyboard does. What each is called stands in the texts. */
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

/** Whether keys of text alone do it, which whoever dictates or mistypes may not want. */
export function isSingleKey(keys: string): boolean {
  return !keys.includes('+') && keys.split(' ').every((key) => /^.$/u.test(key));
}
