/** Signs in like a browser and returns the maker of secrets for `hello`. */
export async function signIn(port: number, secret: string): Promise<() => Promise<string>> {
  return socketTickets(port, await signInCookie(port, secret));
}

/** The cookie of a browser that signed in with this link. Several processes may use it. */
export async function signInCookie(port: number, secret: string): Promise<string> {
  const json = { 'content-type': 'application/json' };
  const signedIn = await post(port, '/web/link', json, JSON.stringify({ secret }));
  if (!signedIn.ok) throw new Error(`the sign-in was answered with ${signedIn.status}`);
  return signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0])
    .join('; ');
}

/** Makes the one-time secrets for `hello` with this cookie. */
export function socketTickets(port: number, cookie: string): () => Promise<string> {
  return async () => {
    const answered = await post(port, '/web/socket', { cookie });
    if (!answered.ok) throw new Error(`no socket ticket, but ${answered.status}`);
    return ((await answered.json()) as { ticket: string }).ticket;
  };
}

function post(
  port: number,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Response> {
  const address = `http://127.0.0.1:${port}`;
  return fetch(`${address}${path}`, {
    method: 'POST',
    headers: { ...headers, origin: address },
    ...(body === undefined ? {} : { body }),
  });
}
