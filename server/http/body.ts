import type { Context } from 'hono';
import { decodeUtf8 } from '../utf8.ts';

export type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'absent' | 'malformed' };

/** The JSON of a request; bytes that are no UTF-8 are malformed. */
export async function readBody(c: Context): Promise<Body> {
  const text = decodeUtf8(await c.req.arrayBuffer());
  if (text === undefined) return { kind: 'malformed' };
  if (text.trim() === '') return { kind: 'absent' };
  try {
    return { kind: 'json', value: JSON.parse(text) as unknown };
  } catch {
    return { kind: 'malformed' };
  }
}
