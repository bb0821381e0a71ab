import type { Account } from '../accounts/account.ts';
import { rosterLimits } from '../roster-limits.ts';
import type { Secrets } from './secrets.ts';
import { links_subject } from '../subjects.ts';
import { Tokens, type MayHave } from './tokens.ts';
import type { RecordWriter } from '../../records/writer.ts';

/**
 * Codes that people type on Discord to prove which account is theirs: `make` returns one, `spend`
 * takes it. Being short, they expire soon, and a Discord user may not try many.
 */
export function openDiscordCodes(
  writer: RecordWriter,
  secrets: Secrets,
  mayHave: MayHave = () => true,
): Tokens {
  const typed: Secrets = {
    now: () => secrets.now(),
    make: () => secrets.makeCode(),
    makeCode: () => secrets.makeCode(),
    hash: (code) => secrets.hash(foldCode(code)),
  };
  return new Tokens(writer, typed, {
    prefix: 'discord-code',
    mayHave,
    // A code is spent in the same entry that makes the link.
    subject: links_subject,
    life_ms: rosterLimits.discord_code_life_ms,
    records_max: rosterLimits.discord_codes_max,
    account_records_max: rosterLimits.account_discord_codes_max,
  });
}

/** A code depends on the password: changing that voids it in the same entry. */
export function codeStamp(secrets: Pick<Secrets, 'hash'>, { passwordHash }: Account): string {
  return secrets.hash(passwordHash ?? '');
}

/** Ignores case, dashes and blanks. */
function foldCode(code: string): string {
  return code
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/gu, '1');
}
