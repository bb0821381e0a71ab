import * as v from 'valibot';
import { cutText, cutWithEllipsis } from './cut.ts';
import { clientMessages, type ClientMessage, type ClientMessageName } from './messages.ts';

export type Parsed =
  | { readonly kind: 'message'; readonly message: ClientMessage }
  /** No message has that name. */
  | { readonly kind: 'unknown'; readonly name: string }
  /** The fields do not fit; `id` is there when the sender can be answered by a refusal. */
  | { readonly kind: 'invalid'; readonly id: string | undefined; readonly detail: string };

const schemas = new Map<string, v.GenericSchema>(
  Object.entries(clientMessages).map(([name, definition]) => [
    name,
    v.strictObject({ t: v.literal(name as ClientMessageName), ...definition.fields }),
  ]),
);

/** Checks a decoded map against the table. Unknown fields are refused, not ignored. */
export function parseClientMessage(map: Readonly<Record<string, unknown>>): Parsed {
  const name = typeof map['t'] === 'string' ? map['t'] : '';
  const schema = schemas.get(name);
  if (schema === undefined) return { kind: 'unknown', name: cutText(name, 40) };
  const result = v.safeParse(schema, map, { abortEarly: true });
  if (result.success) return { kind: 'message', message: result.output as ClientMessage };
  const id = map['id'];
  return {
    kind: 'invalid',
    id: v.is(clientMessages.command.fields.id, id) ? id : undefined,
    detail: describe(result.issues[0]),
  };
}

function describe(issue: v.BaseIssue<unknown>): string {
  const { path: items = [] } = issue;
  // To the validator a list is an object too, of which it looks for the fields.
  const list = items.findIndex(({ type, input }) => type === 'object' && Array.isArray(input));
  if (list >= 0) {
    const where = items.slice(0, list).map(({ key }) => String(key));
    return `${where.length === 0 ? 'message' : where.join('.')}: Expected a map but received a list`;
  }
  const path = v.getDotPath(issue) ?? '';
  return cutWithEllipsis(`${path === '' ? 'message' : path}: ${issue.message}`, 200);
}
