import { isOffline, line, session, tryNow } from '../session.ts';
import { texts } from '../texts.ts';

/** Says so, quietly, while the page is not live. Always there, so that it is read out when it fills. */
export function ConnectionBar() {
  const { kind } = line.value;
  const wasLive = session.value.kind === 'signed_in';
  const isFirst = kind !== 'waiting' && 'attempt' in line.value && line.value.attempt === 1;
  const isAway = kind === 'waiting' || kind === 'connecting' || kind === 'greeting';
  const isShown = isOffline.value || (isAway && (wasLive || !isFirst));
  return (
    <div class="line" role="status">
      {isShown && (
        <p>
          <span class="line-dot" />
          <span>{sentenceOf(wasLive)}</span>{' '}
          {wasLive && <span class="line-kept">{texts.connection.kept}</span>}
          {kind === 'waiting' && (
            <button class="quiet" type="button" onClick={tryNow}>
              {texts.connection.now}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

function sentenceOf(wasLive: boolean): string {
  if (isOffline.value) return texts.connection.offline;
  return wasLive ? texts.connection.lost : texts.connection.unreachable;
}
