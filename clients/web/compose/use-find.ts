import { useEffect, useState } from 'preact/hooks';
import { nanoid } from 'nanoid';
import type { AnswerBody } from '../../../protocol/admin.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Connection } from '../../core/connection.ts';
import { problemOf } from '../lib/refusal.ts';
import { personName } from '../ticket/names.ts';
import { texts } from '../i18n/texts.ts';

/** An account or a faction. */
export interface Found {
  readonly id: string;
  readonly name: string;
  /** Distinguishes it from others of that name; may be empty. */
  readonly hint: string;
}

export type Finding =
  /** Too little was typed. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'found'; readonly found: readonly Found[] }
  | { readonly kind: 'refused'; readonly problem: string | undefined };

/** Characters needed before the server is asked. */
const words_chars_min = 2;

export type FindWhat = 'accounts' | 'staff' | 'factions';
/** Rows shown; for more results the reader types on. */
const shown_max = 8;
/** From the last key to the request. */
const pause_ms = 200;

/** Searches accounts or factions while somebody types; for staff, some are shown at once. */
export function useFind(connection: Connection, what: FindWhat, typed: string): Finding {
  const words = typed.trim();
  const isLong = words.length >= words_chars_min || what === 'staff';
  const isAskable = isLong && words.length <= limits.find_words_chars_max;
  const [finding, setFinding] = useState<Finding>({ kind: 'idle' });
  useEffect(() => {
    if (!isAskable) return setFinding({ kind: 'idle' });
    setFinding({ kind: 'looking' });
    let isWanted = true;
    const ask = async (): Promise<void> => {
      const outcome = await connection.request({
        t: 'find',
        id: nanoid(),
        what,
        ...(words !== '' && { words }),
        limit: shown_max,
      });
      if (!isWanted) return;
      if (outcome.t === 'answer') setFinding({ kind: 'found', found: foundIn(outcome.is) });
      else setFinding({ kind: 'refused', problem: problemOf(outcome) });
    };
    const timer = setTimeout(() => void ask(), words === '' ? 0 : pause_ms);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [connection, what, words]);
  // Earlier results are not shown below an emptied field.
  return isAskable ? finding : { kind: 'idle' };
}

function foundIn(is: AnswerBody): Found[] {
  const { ofShard, members } = texts.finder;
  if (is.of === 'people') {
    return is.people.map((person) => ({
      id: person.account,
      name: personName(person),
      hint: hintOf([person.character_name, person.shard && ofShard(person.shard)]),
    }));
  }
  if (is.of !== 'factions') return [];
  return is.factions.map((faction) => ({
    id: faction.faction,
    name: faction.name,
    hint: hintOf([members(faction.members), faction.shard && ofShard(faction.shard)]),
  }));
}

function hintOf(parts: ReadonlyArray<string | null>): string {
  return parts.filter(Boolean).join(' · ');
}
