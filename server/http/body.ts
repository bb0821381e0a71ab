import type { Context } from 'hono';
import { decodeUtf8 } from '../platform/utf8.ts';
import type { HttpEnv } from './guard.ts';

export type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'absent' | 'malformed' };

/** The JSON of a request; invalid UTF-8 is malformed. Rejects where the client went away. */
export async function readBody<E extends HttpEnv>(c: Context<E>): Promise<Body> {
  const bytes = await c.req.arrayBuffer();
  // A body that was cut off before it was read comes as empty.
  if (!c.env.incoming.complete) throw new Error('The request was cut off.');
  const text = decodeUtf8(bytes);
  if (text === undefined) return { kind: 'malformed' };
  if (text.trim() === '') return { kind: 'absent' };
  try {
    return { kind: 'json', value: JSON.parse(text) as unknown };
  } catch {
    return { kind: 'malformed' };
  }
}
