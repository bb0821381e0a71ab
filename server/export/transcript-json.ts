import type { TranscriptWriter } from './transcript-writer.ts';

/** As the API tells it. */
export function jsonTranscript(): TranscriptWriter {
  let isFirst = true;
  return {
    begin: (head, audience) =>
      `{"audience":"${audience}","ticket":${JSON.stringify(head)},"entries":[`,
    entries(entries) {
      const text = entries.map((one) => JSON.stringify(one)).join(',');
      if (text === '') return '';
      const before = isFirst ? '' : ',';
      isFirst = false;
      return before + text;
    },
    end: () => ']}',
  };
}
