import { useId, useRef, useState } from 'preact/hooks';
import type { Doing, Head, Side } from '../../../protocol/ticket.ts';
import type { TicketReplica } from '../../core/replica-ticket.ts';
import { sendDraft, sendText } from '../ticket/send.ts';
import { setDraft, type Conversation, type Draft, type Mode } from '../ticket/conversation.ts';
import { AttachButton, AttachedFiles, useAttaching } from '../files/attach.tsx';
import { useCommands } from '../app/keys.ts';
import type { Rights } from '../session/rights.ts';
import { collisionOf } from './collision.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { CannedPicker } from '../canned/canned-picker.tsx';
import { CharactersLeft } from './characters-left.tsx';
import { namesOf } from '../ticket/presence-line.tsx';
import { mayNote, mayReopen, mayReply } from '../ticket/may.ts';
import { ModeSwitch } from './mode-switch.tsx';
import { NoteLabel } from './note-label.tsx';
import { Problem } from '../ui/notice.tsx';
import { Sentence } from '../ui/sentence.tsx';
import { isBlank } from '../../../protocol/visible.ts';

interface ComposerProps {
  readonly who: SignedIn;
  readonly as: Side;
  readonly replica: TicketReplica;
  readonly conversation: Conversation;
  /** Called at each key, and when typing ends. */
  attend(doing: Doing): void;
}

export function Composer({ who, as, replica, conversation, attend }: ComposerProps) {
  const { head } = replica;
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [isPicking, setPicking] = useState(false);
  /** The warning that was shown when sending was requested. */
  const [warnedOf, setWarnedOf] = useState<string>();
  const modes = modesOf(who.rights, as, head);
  const draft = conversation.draft.value;
  const mode = modes.includes(draft.mode) ? draft.mode : modes[0];
  const attaching = useAttaching(who, head.id, conversation.attached[mode ?? 'reply']);
  const write = (to: Mode) => (): void => {
    setDraft(conversation, { mode: to });
    // Until the next key: a reply that turns into a note is no longer typed to the players.
    if (to !== mode) attend('viewing');
    box.current?.focus();
  };
  const pickedFrom = useRef<HTMLElement>(null);
  const pick = (): void => {
    pickedFrom.current = document.activeElement as HTMLElement;
    setPicking(true);
  };
  useCommands({
    ...(modes.includes('reply') && { reply: write('reply') }),
    ...(modes.includes('note') && { note: write('note') }),
    ...(as === 'support' && mode !== undefined && { canned: pick }),
  });
  const closed = closedSentence(head, modes, mayReopen(who.rights, as, head));
  const stranded = modes.includes('reply') ? '' : draft.reply;
  const kept = stranded !== '' && (
    <div class="kept-draft">
      <p>{texts.composer.keptReply}</p>
      <p class="text" dir="auto">
        {stranded}
      </p>
    </div>
  );
  if (mode === undefined) {
    return (
      <div class="composer composer-off">
        <Problem>{conversation.problem.value}</Problem>
        <p>{closed ?? texts.composer.readOnly}</p>
        {kept}
      </div>
    );
  }
  const text = draft[mode];
  const { body_chars_max } = who.you.settings;
  const fits = (wanted: string): boolean => !isBlank(wanted) && wanted.length <= body_chars_max;
  const isFit =
    (fits(text) || (isBlank(text) && attaching.files.length > 0)) && !attaching.isUnsettled;
  const warning = as === 'support' && mode === 'reply' ? warningOf(replica, who, draft) : undefined;
  const type = (value: string): void => {
    const since = mode === 'reply' && text === '' ? { since: head.seq } : {};
    setDraft(conversation, { mode, [mode]: value, ...since });
    attend(value === '' ? 'viewing' : mode === 'note' ? 'noting' : 'typing');
  };
  /** Whether somebody else answers too and that was not confirmed yet. */
  const isHeldBack = (): boolean => {
    if (warning === undefined || warning === warnedOf) return false;
    setWarnedOf(warning);
    return true;
  };
  const submit = (): void => {
    if (isFit && !isHeldBack()) {
      sendDraft(who.connection, conversation, mode, head.seq);
      attend('viewing');
      setWarnedOf(undefined);
    }
    box.current?.focus();
  };
  const takeCanned = (canned: string, isSend: boolean): void => {
    setPicking(false);
    const area = box.current!;
    if (isSend && fits(canned) && !isHeldBack()) {
      // Back to where the focus was, even if it was no field: the next key may belong to another
      // command.
      pickedFrom.current?.focus();
      return sendText(who.connection, conversation, { mode, text: canned, after: head.seq });
    }
    area.focus();
    // Inserted as if typed, so that undo works. (Not in every browser.)
    if (document.execCommand('insertText', false, canned)) return;
    area.setRangeText(canned, area.selectionStart, area.selectionEnd, 'end');
    type(area.value);
  };
  const isAsking = warning !== undefined && warning === warnedOf;
  // Everything that says who will read it is keyed by mode, so that no part of it can be left over.
  const send = mode === 'note' ? texts.composer.sendNote : texts.composer.sendReply;
  return (
    <form
      class={`composer composer-${mode}`}
      aria-label={texts.composer.labels[mode]}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      {...attaching.on}
    >
      <Problem>{conversation.problem.value}</Problem>
      {kept}
      <div class="composer-top">
        {modes.length > 1 && <ModeSwitch modes={modes} mode={mode} choose={(to) => write(to)()} />}
        {mode === 'note' && <NoteLabel />}
        {closed !== undefined && <p class="composer-closed">{closed}</p>}
      </div>
      <label key={`${mode} label`} class="unseen" for={id}>
        {texts.composer[mode]}
      </label>
      <textarea
        key="text"
        id={id}
        ref={box}
        dir="auto"
        rows={2}
        aria-describedby={`${id}-who`}
        placeholder={
          mode === 'note' ? texts.composer.notePlaceholder : texts.composer.replyPlaceholder
        }
        value={text}
        onInput={({ currentTarget: { value } }) => type(value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') box.current?.blur();
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          submit();
        }}
      />
      <AttachedFiles key={`${mode} files`} attaching={attaching} />
      {as === 'support' && (
        <p key={`${mode} readers`} class="unseen" id={`${id}-who`}>
          {texts.composer.readers[mode]}
        </p>
      )}
      <div role="alert" class="collision">
        {warning !== undefined && text !== '' && (
          <p>
            <Sentence>{warning}</Sentence>
          </p>
        )}
      </div>
      <div class="composer-foot">
        {as === 'support' && (
          <button type="button" class="quiet" aria-expanded={isPicking} onClick={pick}>
            {texts.canned.title}
          </button>
        )}
        <AttachButton key={`${mode} attach`} attaching={attaching} />
        <CharactersLeft text={text} chars_max={body_chars_max} />
        <span class="composer-keys" aria-hidden="true">
          <kbd>{texts.palette.ctrl}</kbd> <kbd>Enter</kbd> {texts.composer.keys}
        </span>
        <button key={mode} class="primary" type="submit" disabled={!isFit}>
          {isAsking ? texts.composer.sendAnyway : send}
        </button>
      </div>
      {/** Loaded with the page, so that it gets the keys that follow the one that opens it. */}
      {isPicking && (
        <CannedPicker
          who={who}
          head={head}
          take={takeCanned}
          close={(isByKey) => {
            setPicking(false);
            if (isByKey) box.current?.focus();
          }}
        />
      )}
    </form>
  );
}

/** The warning that other staff answer too, with names marked by `apart`. */
function warningOf(replica: TicketReplica, { you }: SignedIn, draft: Draft): string | undefined {
  const collision = collisionOf(replica, you.account, draft);
  if (collision === undefined) return undefined;
  return texts.composer[collision.kind](namesOf(collision.people), collision.people.length);
}

/** What may be written now, the most usual first. */
function modesOf(rights: Rights, as: Side, head: Head): Mode[] {
  const modes: Mode[] = [];
  if (mayReply(rights, as, head)) modes.push('reply');
  if (mayNote(rights, as)) modes.push('note');
  return modes;
}

function closedSentence(
  { status }: Head,
  modes: readonly Mode[],
  mayReopenIt: boolean,
): string | undefined {
  if (status !== 'closed' && status !== 'archived') return undefined;
  if (modes.length > 0) return texts.composer[`${status}Note`];
  return mayReopenIt ? texts.composer[`${status}Reopen`] : texts.composer[status];
}
