import { useId, useRef } from 'preact/hooks';
import type { Doing, Head, Side } from '../../../protocol/ticket.ts';
import { sendDraft, setDraft, type Conversation, type Mode } from '../conversation.ts';
import { useCommands } from '../keys.ts';
import type { Rights } from '../rights.ts';
import type { SignedIn } from '../session.ts';
import { texts } from '../texts.ts';
import { CharactersLeft } from './characters-left.tsx';
import { mayNote, mayReopen, mayReply } from './may.ts';
import { NoteLabel } from './note-label.tsx';
import { Problem } from './notice.tsx';

interface ComposerProps {
  readonly who: SignedIn;
  readonly as: Side;
  readonly head: Head;
  readonly conversation: Conversation;
  /** Told of each key, and of the end of writing. */
  attend(doing: Doing): void;
}

export function Composer({ who, as, head, conversation, attend }: ComposerProps) {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const modes = modesOf(who.rights, as, head);
  const draft = conversation.draft.value;
  const mode = modes.includes(draft.mode) ? draft.mode : modes[0];
  const write = (to: Mode) => () => {
    setDraft(conversation, { ...conversation.draft.value, mode: to });
    // Until the next key: a reply that turns into a note is no longer written to the players.
    if (to !== mode) attend('viewing');
    box.current?.focus();
  };
  useCommands({
    ...(modes.includes('reply') && { reply: write('reply') }),
    ...(modes.includes('note') && { note: write('note') }),
  });
  const closed = closedSentence(head, modes, mayReopen(who.rights, as, head));
  if (mode === undefined) {
    return (
      <div class="composer composer-off">
        <Problem>{conversation.problem.value}</Problem>
        <p>{closed ?? texts.composer.readOnly}</p>
        {draft.text !== '' && (
          <p class="text kept-draft" dir="auto">
            {draft.text}
          </p>
        )}
      </div>
    );
  }
  const { body_chars_max } = who.you.settings;
  const isFit = draft.text.trim() !== '' && draft.text.length <= body_chars_max;
  const submit = (): void => {
    if (isFit) {
      sendDraft(who.connection, conversation, mode);
      attend('viewing');
    }
    box.current?.focus();
  };
  return (
    <form
      class={`composer composer-${mode}`}
      aria-label={texts.composer.label}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Problem>{conversation.problem.value}</Problem>
      <div class="composer-top">
        {modes.length > 1 && <ModeSwitch modes={modes} mode={mode} choose={(to) => write(to)()} />}
        {mode === 'note' && <NoteLabel />}
        {closed !== undefined && <p class="composer-closed">{closed}</p>}
      </div>
      <label class="unseen" for={id}>
        {texts.composer[mode]}
      </label>
      <textarea
        id={id}
        ref={box}
        dir="auto"
        rows={2}
        placeholder={
          mode === 'note' ? texts.composer.notePlaceholder : texts.composer.replyPlaceholder
        }
        value={draft.text}
        onInput={({ currentTarget: { value } }) => {
          setDraft(conversation, { mode, text: value });
          attend(value === '' ? 'viewing' : mode === 'note' ? 'noting' : 'typing');
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') box.current?.blur();
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          submit();
        }}
      />
      <div class="composer-foot">
        <CharactersLeft text={draft.text} chars_max={body_chars_max} />
        <span class="composer-keys" aria-hidden="true">
          <kbd>Ctrl</kbd> <kbd>Enter</kbd> {texts.composer.keys}
        </span>
        <button class="primary" type="submit" disabled={!isFit}>
          {mode === 'note' ? texts.composer.sendNote : texts.composer.sendReply}
        </button>
      </div>
    </form>
  );
}

interface SwitchProps {
  readonly modes: readonly Mode[];
  readonly mode: Mode;
  choose(mode: Mode): void;
}

function ModeSwitch({ modes, mode, choose }: SwitchProps) {
  const name = useId();
  return (
    <fieldset class="switch">
      <legend class="unseen">{texts.composer.modes.label}</legend>
      {modes.map((one) => (
        <label key={one} class={`switch-${one}`}>
          <input type="radio" name={name} checked={one === mode} onChange={() => choose(one)} />
          <span>{texts.composer.modes[one]}</span>
        </label>
      ))}
    </fieldset>
  );
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
