import type { Account } from '../accounts/account.ts';
import { rosterLimits } from '../roster-limits.ts';
import type { Secrets } from './secrets.ts';
import { links_subject } from '../subjects.ts';
import { Tokens, type MayHave } from './tokens.ts';
import type { RecordWriter } from '../../records/writer.ts';

/**
 * Codes that somebody types on Discord to show which account is theirs: `make` gives one, `spend`
 * takes it. They are short, so they live shortly, and Discord users may not try many.
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
    // So that a code is spent in the entry of the link that it makes.
    subject: links_subject,
    life_ms: rosterLimits.discord_code_life_ms,
    records_max: rosterLimits.discord_codes_max,
    account_records_max: rosterLimits.account_discord_codes_max,
  });
}

/** What a code rests on: another password than when it was made voids it, with that very entry. */
export function codeStamp(secrets: Pick<Secrets, 'hash'>, { passwordHash }: Account): string {
  return secrets.hash(passwordHash ?? '');
}

/** However it was typed: in whatever case, with or without dashes and blanks. */
function foldCode(code: string): string {
  return code
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/gu, '1');
}
