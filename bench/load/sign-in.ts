/** Signs in as a browser does, and gives what each socket needs for its `hello`. */
export async function signIn(port: number, secret: string): Promise<() => Promise<string>> {
  const address = `http://127.0.0.1:${port}`;
  const post = (path: string, headers: Record<string, string>, body?: string): Promise<Response> =>
    fetch(`${address}${path}`, {
      method: 'POST',
      headers: { ...headers, origin: address },
      ...(body === undefined ? {} : { body }),
    });

  const json = { 'content-type': 'application/json' };
  const signedIn = await post('/web/link', json, JSON.stringify({ secret }));
  if (!signedIn.ok) throw new Error(`the sign-in was answered with ${signedIn.status}`);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0])
    .join('; ');
  return async () => {
    const answered = await post('/web/socket', { cookie });
    if (!answered.ok) throw new Error(`no socket ticket, but ${answered.status}`);
    return ((await answered.json()) as { ticket: string }).ticket;
  };
}
