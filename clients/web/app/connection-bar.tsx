import { closes } from '../../../protocol/close.ts';
import { isKeeping } from '../lib/keep.ts';
import {
  acceptSwitch,
  isOffline,
  line,
  session,
  tryNow,
  type SignedIn,
} from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { apart } from '../compose/apart.ts';
import { Sentence } from '../ui/sentence.tsx';

/**
 * A quiet notice while the page is offline or nothing can be stored. Always rendered, so that
 * screen readers announce it when it fills.
 */
export function ConnectionBar() {
  const { kind } = line.value;
  const who = session.value;
  const wasLive = who.kind === 'signed_in';
  const isFirst = kind !== 'waiting' && 'attempt' in line.value && line.value.attempt === 1;
  const isAway = kind === 'waiting' || kind === 'connecting' || kind === 'greeting';
  const isShown = isOffline.value || (isAway && (wasLive || !isFirst));
  return (
    <div class="line" role="status">
      {isShown && (
        <p>
          <span class="line-dot" />
          <span>{sentenceOf(wasLive)}</span>{' '}
          {wasLive && isKeeping.value && <span class="line-kept">{texts.connection.kept}</span>}
          {kind === 'waiting' && (
            <button class="quiet" type="button" onClick={tryNow}>
              {texts.connection.now}
            </button>
          )}
        </p>
      )}
      {!isShown && who.kind === 'signed_in' && who.you.settings.read_only && (
        <p>
          <span class="line-dot" />
          <span>{texts.connection.readOnly}</span>{' '}
          {isKeeping.value && <span class="line-kept">{texts.connection.kept}</span>}
        </p>
      )}
      {!isKeeping.value && <p>{texts.connection.notKept}</p>}
      {who.kind === 'signed_in' && who.insteadOf !== undefined && (
        <Switched who={who} insteadOf={who.insteadOf} />
      )}
    </div>
  );
}

/** Says that the page belongs to another account since somebody signed in in another tab. */
function Switched({ who, insteadOf }: { readonly who: SignedIn; readonly insteadOf: string }) {
  return (
    <p>
      <span>
        <Sentence>{texts.connection.switched(apart(who.you.name), apart(insteadOf))}</Sentence>
      </span>
      <button class="quiet" type="button" onClick={acceptSwitch}>
        {texts.preferences.close}
      </button>
    </p>
  );
}

function sentenceOf(wasLive: boolean): string {
  if (isOffline.value) return texts.connection.offline;
  const isCrowded = line.value.kind === 'waiting' && line.value.code === closes.account_full.code;
  if (isCrowded) return texts.connection.crowded;
  return wasLive ? texts.connection.lost : texts.connection.unreachable;
}
