/** The answer of one of the sign-in routes. */
export type Answer =
  | { readonly kind: 'ok'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly status: number }
  /** Not asked: the browser keeps no cookies, so what is asked for would be spent in vain. */
  | { readonly kind: 'cookies_off' }
  /** No answer of the server came: none at all, or one of a proxy before it. */
  | { readonly kind: 'unreachable' };

/**
 * Each refusal of the server says why; a proxy that asks for a password of its own says something
 * else. Rejects when the body is not what it should be.
 */
export async function answerOf(response: Response): Promise<Answer> {
  if (response.ok) {
    return { kind: 'ok', body: response.status === 204 ? undefined : await response.json() };
  }
  const body: unknown = await response.json();
  const isOurs = typeof body === 'object' && body !== null && 'sentence' in body;
  return isOurs ? { kind: 'refused', status: response.status } : { kind: 'unreachable' };
}
