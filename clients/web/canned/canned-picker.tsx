import { useEffect, useState } from 'preact/hooks';
import type { Head } from '../../../protocol/ticket.ts';
import { addressOf } from '../app/address.ts';
import { digitPress, filledIn, keyAt, matching, playerIn, type DigitPress } from './canned.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { useCanned } from './use-canned.ts';
import { PickList } from '../ui/pick-list.tsx';

interface PickerProps {
  readonly who: SignedIn;
  readonly head: Head;
  /** Gets the text with its placeholders filled in. */
  take(text: string, isSend: boolean): void;
  /** By a key, or because the focus left. */
  close(isByKey: boolean): void;
}

/**
 * The account's canned replies: a digit puts one into the composer, with Shift it is sent at once.
 */
export function CannedPicker({ who, head, take, close }: PickerProps) {
  const [typed, type] = useState('');
  const replies = useCanned(who);
  const found = matching(replies ?? [], typed);
  const { canned } = texts;
  const fillings = {
    player: playerIn(head) ?? canned.player,
    ticket: texts.ticket.number(head.number),
    me: who.you.shown_as,
  };
  /** A digit pressed before the replies had arrived. */
  const [early, setEarly] = useState<DigitPress>();
  const none = replies?.length === 0 ? canned.none : canned.nothing;
  const press = (event: KeyboardEvent): boolean => {
    const isMod = event.ctrlKey || event.metaKey || event.altKey;
    const digit = isMod ? undefined : digitPress(event);
    if (digit !== undefined && replies === undefined) setEarly(digit);
    else if (digit !== undefined) takeBy(digit);
    else if (event.key === 'Escape') close(true);
    else return false;
    return true;
  };
  const takeBy = ({ at, isSend }: DigitPress): void => {
    const reply = found[at];
    if (reply !== undefined) take(filledIn(reply.text, fillings), isSend);
  };
  useEffect(() => {
    if (early !== undefined && replies !== undefined) takeBy(early);
  }, [replies]);
  return (
    <div
      class="canned"
      role="dialog"
      aria-label={canned.title}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget !== null && !currentTarget.contains(relatedTarget as Node)) close(false);
      }}
    >
      <PickList
        label={canned.filter}
        placeholder={canned.filter}
        typed={typed}
        type={type}
        found={found}
        says={replies === undefined ? texts.loading : found.length === 0 && none}
        keyOf={({ own, reply }) => `${own} ${reply}`}
        show={({ title, text, own }, at) => (
          <>
            <kbd>{keyAt(at)}</kbd>
            <bdi>{title}</bdi>
            <span class="muted">{own && canned.own}</span>
            <span class="canned-text muted" dir="auto">
              {filledIn(text, fillings)}
            </span>
          </>
        )}
        take={({ text }, isMod) => take(filledIn(text, fillings), isMod)}
        press={press}
      />
      <p class="muted canned-foot">
        <span class="composer-keys">{canned.keys}</span>
        <a href={addressOf({ screen: 'admin', page: 'canned' })}>{canned.manage}</a>
      </p>
    </div>
  );
}
