import type { Entry } from '../../protocol/ticket.ts';
import type { PlaceOf } from './attached.ts';
import type { TranscriptWriter } from './transcript-writer.ts';

/** As the API tells it; in an archive each file also has its `path` there, or `missing`. */
export function jsonTranscript(placeOf?: PlaceOf): TranscriptWriter {
  let isFirst = true;
  return {
    begin: (head, audience) =>
      `{"audience":"${audience}","ticket":${JSON.stringify(head)},"entries":[`,
    entries(entries) {
      const text = entries.map((one) => JSON.stringify(placed(one, placeOf))).join(',');
      if (text === '') return '';
      const before = isFirst ? '' : ',';
      isFirst = false;
      return before + text;
    },
    end: () => ']}',
  };
}

function placed(entry: Entry, placeOf: PlaceOf): object {
  const { what } = entry;
  if (placeOf === undefined || !('files' in what) || what.files === undefined) return entry;
  const files = what.files.map((file) => {
    const place = placeOf(file);
    return { ...file, ...(place === 'missing' ? { missing: true } : place) };
  });
  return { ...entry, what: { ...what, files } };
}
