import { answerOf, type Answer } from '../lib/answer.ts';

export type { Answer } from '../lib/answer.ts';

/** Relative to the page, which a proxy may serve below a path. Never rejects. */
export async function post(path: string, body: object = {}): Promise<Answer> {
  try {
    const response = await fetch(new URL(path, document.baseURI), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return await answerOf(response);
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
