import { texts } from '../texts.ts';
import { Icon } from './icons.tsx';

export function NoteLabel() {
  return (
    <span class="note-label" title={texts.ticket.noteHint}>
      <Icon name="lock" />
      {texts.ticket.note}
    </span>
  );
}
