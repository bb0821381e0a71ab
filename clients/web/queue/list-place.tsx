import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Row } from '../../../protocol/ticket.ts';
import { isFocusFree } from '../app/keys.ts';
import { refusalText } from '../lib/refusal.ts';
import { isLive } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import type { List } from './use-list.ts';
import { Loading, Notice } from '../ui/notice.tsx';
import { WindowList } from './window-list.tsx';

interface ListPlaceProps {
  readonly list: List;
  readonly label: string;
  readonly kind: 'table' | 'list';
  readonly head?: ComponentChildren;
  /** Shown when there are no rows. */
  readonly empty: ComponentChildren;
  draw(row: Row): ComponentChildren;
}

/** Whether a list was shown since the page was opened: what can wait until then is loaded after it. */
export const isListShown = signal(false);

/** A list, or a placeholder while it is not available. */
export function ListPlace({ list, empty, ...how }: ListPlaceProps) {
  const { followed, key, again } = list;
  const isEmpty = followed.kind === 'here' && followed.is.total === 0;
  // The focused row was the last one.
  useEffect(() => {
    if (isEmpty && isFocusFree()) document.getElementById('content')?.focus();
  }, [isEmpty]);
  useEffect(() => {
    if (followed.kind === 'here') isListShown.value = true;
  }, [followed.kind]);
  switch (followed.kind) {
    case 'loading':
      return <Loading />;
    case 'refused':
      return (
        <Notice title={texts.list.refused}>
          <p role="status">{refusalText(followed)}</p>
        </Notice>
      );
    case 'gone':
      return (
        <Notice title={texts.ticket.goneTitle}>
          <p>{refusalText(followed)}</p>
          <button type="button" onClick={again}>
            {texts.tryAgain}
          </button>
        </Notice>
      );
    case 'here':
      if (isEmpty) return <Notice title={texts.list.empty}>{empty}</Notice>;
      return (
        <div class={isLive.value ? 'list' : 'list away'}>
          <WindowList key={key} list={list} is={followed.is} {...how} />
        </div>
      );
  }
}
