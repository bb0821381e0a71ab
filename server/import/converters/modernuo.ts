import type { Line } from './converter.ts';

/**
 * A line of `pageresponse.cfg` of RunUO, ServUO and ModernUO: title, tab, message. Undefined for one
 * that says nothing, as they read it.
 */
export function modernUoReply(text: string): Line | { readonly why: string } | undefined {
  const said = text.trim();
  if (said === '' || said.startsWith('#')) return undefined;
  const [title, message, ...more] = said.split('\t');
  if (message === undefined || more.length > 0) {
    return { why: 'it is no title, tab and message' };
  }
  return { type: 'canned', title, text: message.replaceAll(/<br\s*\/?>/giu, '\n') };
}
