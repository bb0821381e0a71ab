/** The answer of one of the sign-in routes. */
export type Answer =
  | { readonly kind: 'ok'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly status: number }
  /** Not asked: the browser keeps no cookies, so what is asked for would be spent in vain. */
  | { readonly kind: 'cookies_off' }
  /** No answer came. */
  | { readonly kind: 'unreachable' };

/** Relative to the page, which may sit below a path behind a proxy. Never rejects. */
export async function post(path: string, body: object = {}): Promise<Answer> {
  try {
    const response = await fetch(new URL(path, document.baseURI), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) return { kind: 'refused', status: response.status };
    return { kind: 'ok', body: response.status === 204 ? undefined : await response.json() };
  } catch {
    return { kind: 'unreachable' };
  }
}

export function socketAddress(): URL {
  const address = new URL('ws', document.baseURI);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.search = address.hash = '';
  return address;
}
