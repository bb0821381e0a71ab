/** The answer of a sign-in route. */
export type Answer =
  | { readonly kind: 'ok'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly status: number }
  /** Not sent: the browser keeps no cookies, so a one-time secret would be wasted. */
  | { readonly kind: 'cookies_off' }
  /** No answer from the server: none at all, or one of a proxy. */
  | { readonly kind: 'unreachable' };

/**
 * Every refusal of the server has a sentence; a proxy that asks for a password of its own answers
 * otherwise. Rejects if the body has the wrong form.
 */
export async function answerOf(response: Response): Promise<Answer> {
  if (response.ok) {
    return { kind: 'ok', body: response.status === 204 ? undefined : await response.json() };
  }
  const body: unknown = await response.json();
  const isOurs = typeof body === 'object' && body !== null && 'sentence' in body;
  return isOurs ? { kind: 'refused', status: response.status } : { kind: 'unreachable' };
}
