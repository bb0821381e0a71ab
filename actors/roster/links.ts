import { rosterLimits } from './limits.ts';
import type { Secrets } from './secrets.ts';
import { Tokens } from './tokens.ts';
import type { RecordWriter } from '../records/writer.ts';

/** One-time sign-in links: `make` gives the secret that stands in the address, `spend` takes it. */
export function openLinks(writer: RecordWriter, secrets: Secrets): Tokens {
  return new Tokens(writer, secrets, {
    prefix: 'link',
    life_ms: rosterLimits.link_life_ms,
    records_max: rosterLimits.links_max,
    account_records_max: rosterLimits.account_links_max,
  });
}
