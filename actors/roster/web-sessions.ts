import { rosterLimits } from './limits.ts';
import type { Secrets } from './secrets.ts';
import { Tokens } from './tokens.ts';
import type { RecordWriter } from './writer.ts';

/** Signed-in browsers: `make` gives what the cookie holds, `find` reads it, `revoke` signs out. */
export function openWebSessions(writer: RecordWriter, secrets: Secrets): Tokens {
  return new Tokens(writer, secrets, {
    prefix: 'session',
    life_ms: rosterLimits.web_session_life_ms,
    records_max: rosterLimits.web_sessions_max,
    account_records_max: rosterLimits.account_web_sessions_max,
  });
}
