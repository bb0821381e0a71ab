import { cannedReply } from './admin.ts';
import { closes } from './close.ts';
import { formElement } from './form.ts';
import { guide } from './guide.ts';
import { limits } from './limits.ts';
import { clientMessages, serverMessages, type MessageDefinition } from './messages.ts';
import { refusals } from './refusals.ts';
import { author, entry, head, location, person, presence, readMarker, row } from './ticket.ts';

/**
 * `docs/protocol.md` and the fingerprint of the protocol, read off the tables. What stands in
 * the document is what the validator does: nobody writes it twice.
 */

/** Maps that stand in several messages: told once, named elsewhere. */
const shapes: ReadonlyArray<readonly [string, unknown, string]> = [
  ['location', location, 'A place in the world.'],
  ['person', person, 'An account, with the character it played, as they were called at that time.'],
  ['author', author, 'Who wrote or did something.'],
  ['entry', entry, 'One entry of the history of a ticket.'],
  ['head', head, 'A ticket without its history, as one audience sees it.'],
  ['row', row, 'A ticket as a row of a list.'],
  ['mark', readMarker, 'How far an account has read one ticket.'],
  ['presence', presence, 'How many are at one ticket.'],
  ['canned_reply', cannedReply, 'A text that support has ready.'],
  ['form_element', formElement, 'One element of a form, in the order in which it is drawn.'],
];
const shapeNames = new Map(shapes.map(([name, schema]) => [schema, name]));

/** One field, flattened for the document: `auth.shard.key`, its type and its sentence. */
interface FieldLine {
  readonly path: string;
  readonly type: string;
  readonly sentence: string;
}

/** A valibot schema as far as the document looks into it. */
interface Looked {
  readonly type: string;
  readonly pipe?: readonly Looked[];
  readonly entries?: Readonly<Record<string, Looked>>;
  /** Maps of a variant, names of a picklist. */
  readonly options?: readonly unknown[];
  readonly item?: Looked;
  readonly wrapped?: Looked;
  readonly key?: string;
  readonly literal?: unknown;
  readonly requirement?: unknown;
  readonly message?: unknown;
  readonly description?: string;
}

function fieldLines(path: string, schema: Looked): FieldLine[] {
  const { core, sentence, bounds } = unwrap(schema);
  if (core.type === 'optional' || core.type === 'nullable') {
    const word = core.type === 'optional' ? ', may be absent' : ' or null';
    const [first, ...rest] = fieldLines(path, core.wrapped!);
    return [
      { ...first!, type: first!.type + word, sentence: sentence || first!.sentence },
      ...rest,
    ];
  }
  const shape = shapeNames.get(core);
  if (shape !== undefined && path !== '')
    return [{ path, type: `[${shape}](#${shape})`, sentence }];
  if (core.type === 'strict_object') {
    return [{ path, type: 'map', sentence }, ...entryLines(path, core)];
  }
  if (core.type === 'variant') {
    const key = core.key!;
    const options = core.options as readonly Looked[];
    const names = options.map(
      (option) => `\`${String(unwrap(option.entries![key]!).core.literal)}\``,
    );
    const lines: FieldLine[] = [
      { path, type: `map, one of by \`${key}\`: ${names.join(' ')}`, sentence },
    ];
    options.forEach((option, i) => {
      const { [key]: _, ...entries } = option.entries!;
      const name = names[i]!.slice(1, -1);
      lines.push(...entryLines(path === '' ? name : `${path}.${name}`, { ...option, entries }));
    });
    return lines;
  }
  if (core.type === 'array') {
    const [first, ...rest] = fieldLines(`${path}[]`, core.item!);
    const own = {
      path,
      type: `list of ${first!.type}${bounds}`,
      sentence: sentence || first!.sentence,
    };
    return [own, ...rest];
  }
  return [{ path, type: typeName(core) + bounds, sentence }];
}

function entryLines(path: string, object: Looked): FieldLine[] {
  const prefix = path === '' ? '' : `${path}.`;
  return Object.entries(object.entries ?? {}).flatMap(([name, field]) =>
    fieldLines(prefix + name, field),
  );
}

function unwrap(schema: Looked): { core: Looked; sentence: string; bounds: string } {
  const [core, ...actions] = schema.pipe ?? [schema];
  let sentence = '';
  const bounds: string[] = [];
  for (const action of actions) {
    if (action.type === 'description') sentence = action.description ?? '';
    else if (action.type === 'strict_object' || action.type === 'variant') continue;
    else bounds.push(boundOf(action));
  }
  const inner = core!.pipe === undefined ? undefined : unwrap(core!);
  const said = bounds.filter((bound) => bound !== '').join(', ');
  return {
    core: inner?.core ?? core!,
    sentence: sentence || (inner?.sentence ?? ''),
    bounds: said === '' ? (inner?.bounds ?? '') : ` (${said})`,
  };
}

function boundOf(action: Looked): string {
  const bound = String(action.requirement);
  switch (action.type) {
    case 'min_length':
      return `at least ${bound}`;
    case 'max_length':
      return `at most ${bound}`;
    case 'min_value':
      return `from ${bound}`;
    case 'max_value':
      return `to ${bound}`;
    case 'regex':
      return String(action.message);
    case 'integer':
      return 'whole';
    default:
      return '';
  }
}

function typeName(core: Looked): string {
  if (core.type === 'picklist')
    return `one of ${core.options!.map((option) => `\`${String(option)}\``).join(' ')}`;
  if (core.type === 'literal') return `\`${String(core.literal)}\``;
  return core.type === 'string' ? 'text' : core.type;
}

function messageSection(name: string, { sentence, fields }: MessageDefinition): string {
  return section(name, sentence, entryLines('', { type: 'strict_object', entries: fields }));
}

function shapeSection([name, schema, sentence]: (typeof shapes)[number]): string {
  // Without a path the first line is the map itself, which the heading tells already.
  return section(name, sentence, fieldLines('', schema as Looked).slice(1));
}

function section(name: string, sentence: string, lines: readonly FieldLine[]): string {
  const rows = lines.map((line) => `| \`${line.path}\` | ${line.type} | ${line.sentence} |`);
  const table =
    rows.length === 0
      ? 'No fields.'
      : ['| field | type | meaning |', '|---|---|---|', ...rows].join('\n');
  return `### ${name}\n${sentence}\n\n${table}\n`;
}

/** Everything that another implementation could tell apart, as one text. */
export function protocolText(): string {
  const messages = (table: Readonly<Record<string, MessageDefinition>>) =>
    Object.entries(table).map(([name, definition]) => messageSection(name, definition));
  const limitRows = Object.entries(limits).map(([name, value]) => `| \`${name}\` | ${value} |`);
  const refusalRows = Object.entries(refusals).map(
    ([code, { retry, sentence }]) => `| \`${code}\` | ${retry ? 'yes' : 'no'} | ${sentence} |`,
  );
  const closeRows = Object.values(closes).map(
    ({ code, sentence }) => `| ${code} | ${code < 4500 ? 'yes' : 'no'} | ${sentence} |`,
  );
  return [
    '## From the client\n',
    ...messages(clientMessages),
    '## From the server\n',
    ...messages(serverMessages),
    '## Shapes\n',
    ...shapes.map(shapeSection),
    '## Refusals\n\n| code | may retry | sentence |\n|---|---|---|',
    ...refusalRows,
    '\n## Close codes\n\n| code | come back | sentence |\n|---|---|---|',
    ...closeRows,
    '\n## Bounds\n\n| name | value |\n|---|---|',
    ...limitRows,
  ].join('\n');
}

/** `transcripts`: whole conversations, as a server had them. */
export function protocolDocument(transcripts: string): string {
  return `${guide}\n${protocolText()}\n\n${transcripts}`;
}
