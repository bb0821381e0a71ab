import { Hono } from 'hono';
import { isGone } from '../../actors/discord/port/call-outcome.ts';
import type { DiscordPort } from '../../actors/discord/port/port.ts';
import { isSigned, type FileSigning } from '../platform/file-path.ts';
import type { HttpEnv } from './guard.ts';

export interface DiscordFilesDeps {
  /** Undefined while Discord is off. */
  messages(): DiscordPort['messages'] | undefined;
  signing(): FileSigning | undefined;
  /** Milliseconds since 1970. */
  now(): number;
}

const route = '/files/discord/:channel/:message/:attachment/:signature';
/** Discord's own addresses are valid for a day. */
const fresh_ms = 10 * 60 * 1000;
const addresses_max = 2_000;

/**
 * Redirects to files of messages on Discord. Their addresses expire after a day, so each click gets
 * a fresh one. No sign-in is required, since players open them from the game.
 */
export function discordFiles({ messages, signing, now }: DiscordFilesDeps): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  const addresses = new Map<string, { readonly address: string; readonly until: number }>();
  routes.get(route, async (c) => {
    const { channel, message, attachment, signature } = c.req.param();
    const place = `${channel}/${message}/${attachment}`;
    const key = signing();
    if (key === undefined || !isSigned(key.secret, place, signature)) return c.notFound();
    const known = addresses.get(place);
    if (known !== undefined && known.until > now()) return c.redirect(known.address, 302);
    const read = messages();
    if (read === undefined) return c.text(`${sentences.unreachable}\n`, 503);
    const after = String(BigInt(message) - 1n);
    const found = await read(channel, { after, limit: 1 });
    if (isGone(found)) {
      return c.text(`${sentences.gone}\n`, 404);
    }
    if (found.kind !== 'done') return c.text(`${sentences.unreachable}\n`, 503);
    const seen = found.value.find(({ id }) => id === message);
    const files = [seen, ...(seen?.forwarded ?? [])].flatMap((one) => one?.attachments ?? []);
    const file = files.find(({ id }) => id === attachment);
    if (file === undefined) return c.text(`${sentences.gone}\n`, 404);
    const [oldest] = addresses.keys();
    if (addresses.size >= addresses_max && oldest !== undefined) addresses.delete(oldest);
    addresses.set(place, { address: file.address, until: now() + fresh_ms });
    return c.redirect(file.address, 302);
  });
  return routes;
}

const sentences = {
  gone: 'The file is no more on Discord.',
  unreachable: 'Discord cannot be reached just now: try again in a moment.',
} as const;
