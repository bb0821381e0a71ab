import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useTitle } from '../alerts/title.ts';
import type { Side } from '../../../protocol/ticket.ts';
import type { TicketFollowing } from '../../core/follow.ts';
import type { TicketReplica } from '../../core/replica-ticket.ts';
import { conversationOf, type Conversation } from './conversation.ts';
import { forgetStored, notShown } from './outgoing.ts';
import { useCommands } from '../app/keys.ts';
import { Actions } from './actions.tsx';
import { TriageBadges } from './triage.tsx';
import { AttentionBadge, StatusBadge } from '../queue/badges.tsx';
import { PresenceLine } from './presence-line.tsx';
import { Composer } from '../compose/composer.tsx';
import { Details } from './details.tsx';
import { Icon } from '../ui/icons.tsx';
import { Loading, Notice } from '../ui/notice.tsx';
import { rememberOpened } from '../queue/last-opened.ts';
import { Subject } from './subject.tsx';
import { Thread } from './thread.tsx';
import { addressOf, type Route } from '../app/address.ts';
import { go } from '../app/route.ts';
import { problemOf, refusalText } from '../lib/refusal.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { useTicket } from './use-follow.ts';

export interface TicketProps {
  readonly who: SignedIn;
  readonly ticket: string;
  readonly as: Side;
  /** Where Escape leads. */
  readonly back: Extract<Route, { screen: 'queue' | 'mine' }>;
}

export function Ticket({ who, ticket, as, back }: TicketProps) {
  const { followed, following, again } = useTicket(
    who,
    ticket,
    as === 'support' ? 'support' : 'public',
  );
  useCommands({ back: () => go(back) });
  useEffect(() => rememberOpened(ticket), [ticket]);
  const backLink = (
    <a class="back" href={addressOf(back)} aria-label={texts.ticket.back[back.screen]}>
      <Icon name="back" />
      <span>{texts.nav[back.screen]}</span>
    </a>
  );
  switch (followed.kind) {
    case 'loading':
      return (
        <div class="ticket">
          <div class="ticket-top">{backLink}</div>
          <Loading />
        </div>
      );
    case 'gone':
      return (
        <div class="ticket">
          <div class="ticket-top">{backLink}</div>
          <Notice title={texts.ticket.goneTitle} isMain>
            <p>{refusalText(followed)}</p>
            <button type="button" onClick={again}>
              {texts.tryAgain}
            </button>
            <Unsent conversation={conversationOf({ account: who.you.account, ticket, as })} />
          </Notice>
        </div>
      );
    case 'here':
      return (
        <div class="ticket">
          <Top who={who} as={as} replica={followed.is} backLink={backLink} />
          <Body who={who} as={as} replica={followed.is} following={following} />
        </div>
      );
  }
}

/** Text typed into a ticket that is no longer available, for copying. */
function Unsent({ conversation }: { readonly conversation: Conversation }) {
  const { reply, note } = conversation.draft.value;
  return (
    <>
      {[reply, note]
        .filter((text) => text !== '')
        .map((text) => (
          <div class="kept-draft" key={text}>
            <p>{texts.composer.unsent}</p>
            <p class="text" dir="auto">
              {text}
            </p>
          </div>
        ))}
    </>
  );
}

interface PartProps {
  readonly who: SignedIn;
  readonly as: Side;
  readonly replica: TicketReplica;
}

function Top({
  who,
  as,
  replica,
  backLink,
}: PartProps & { readonly backLink: preact.JSX.Element }) {
  const { head } = replica;
  const top = useRef<HTMLDivElement>(null);
  useTitle(`${texts.ticket.number(head.number)} ${head.subject}`);
  // Sticky elements below need its height.
  useLayoutEffect(() => {
    const { style } = top.current!.parentElement!;
    const observer = new ResizeObserver(([change]) => {
      style.setProperty('--head-height', `${change!.borderBoxSize[0]!.blockSize}px`);
    });
    observer.observe(top.current!);
    return () => observer.disconnect();
  }, []);
  return (
    <div class="ticket-top" ref={top}>
      {backLink}
      <div class="ticket-title">
        <Subject who={who} as={as} head={head} />
        <p class="ticket-badges">
          <StatusBadge status={head.status} />
          <AttentionBadge attention={head.attention} as={as} />
          <TriageBadges of={head} />
        </p>
      </div>
      <Actions who={who} as={as} head={head} />
    </div>
  );
}

function Body({
  who,
  as,
  replica,
  following,
}: PartProps & { readonly following: TicketFollowing | undefined }) {
  const { head } = replica;
  const conversation = conversationOf({ account: who.you.account, ticket: head.id, as });
  useEffect(() => forgetStored(conversation, head.seq), [conversation, head.seq]);
  useLooking(following);
  const me = who.you.account;
  return (
    <div class="ticket-body">
      <div class="talk">
        <Thread
          key={head.id}
          ticket={head.id}
          entries={replica.entries}
          more={replica.more}
          me={me}
          outgoing={notShown(conversation.outgoing.value, replica.entries, me)}
          seenBySupport={as === 'player' ? replica.beside.seenBySupport : 0}
          seen={() => following?.seen()}
          earlier={async () => following && problemOf(await following.earlier())}
        />
        <div class="talk-foot">
          <PresenceLine beside={replica.beside} me={me} as={as} />
          <Composer
            who={who}
            as={as}
            replica={replica}
            conversation={conversation}
            attend={(doing) => following?.attend(doing)}
          />
        </div>
      </div>
      <Details
        who={who}
        head={head}
        as={as}
        entries={replica.entries}
        earlier={replica.more ? () => void following?.earlier() : undefined}
      />
    </div>
  );
}

/** Reports that the account views the ticket while the page is visible. */
function useLooking(following: TicketFollowing | undefined): void {
  useEffect(() => {
    const tell = (): void =>
      following?.attend(document.visibilityState === 'visible' ? 'viewing' : 'gone');
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [following]);
}
