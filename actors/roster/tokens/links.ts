import { rosterLimits } from '../roster-limits.ts';
import type { Secrets } from './secrets.ts';
import { Tokens, type MayHave } from './tokens.ts';
import type { RecordWriter } from '../../records/writer.ts';

/** One-time sign-in links: `make` returns the secret in the address, `spend` takes it. */
export function openLinks(
  writer: RecordWriter,
  secrets: Secrets,
  mayHave: MayHave = () => true,
): Tokens {
  return new Tokens(writer, secrets, {
    prefix: 'link',
    mayHave,
    life_ms: rosterLimits.link_life_ms,
    records_max: rosterLimits.links_max,
    account_records_max: rosterLimits.account_links_max,
  });
}
