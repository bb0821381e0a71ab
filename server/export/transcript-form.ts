import type { Audience } from '../../protocol/ticket.ts';
import { jsonTranscript } from './transcript-json.ts';
import { htmlTranscript } from './transcript-html.ts';
import { textTranscript } from './transcript-text.ts';
import type { TranscriptWriter } from './transcript-writer.ts';
import { speechFor, type Reader } from './reader.ts';

export const transcriptForms = ['html', 'text', 'json'] as const;
export type TranscriptForm = (typeof transcriptForms)[number];

export const transcriptTypes: Readonly<Record<TranscriptForm, string>> = {
  html: 'text/html; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  json: 'application/json',
};

/** Nothing in it that anybody chose, so that it is a good name on every system. */
export function transcriptName(number: number, audience: Audience, form: TranscriptForm): string {
  const which = audience === 'support' ? '-with-notes' : '';
  return `ticket-${number}${which}.${form === 'text' ? 'txt' : form}`;
}

export function transcriptWriter(form: TranscriptForm, reader: Reader): TranscriptWriter {
  switch (form) {
    case 'json':
      return jsonTranscript();
    case 'html':
      return htmlTranscript(speechFor(reader));
    case 'text':
      return textTranscript(speechFor(reader));
  }
}
