import { useState } from 'preact/hooks';
import type { File as Sent } from '../../../protocol/ticket.ts';
import { texts } from '../i18n/texts.ts';
import { fileSize } from './file-size.ts';

interface MessageFilesProps {
  /** Undefined while the message is not stored: then nothing of it can be opened yet. */
  readonly ticket: string | undefined;
  readonly files: readonly Sent[] | undefined;
}

/** The files of a message: pictures are shown small, all else is a named download. */
export function MessageFiles({ ticket, files = [] }: MessageFilesProps) {
  if (files.length === 0) return null;
  return (
    <ul class="files" aria-label={texts.files.list}>
      {files.map((file) => (
        <li key={file.id}>
          {ticket !== undefined && file.picture !== undefined ? (
            <Picture ticket={ticket} file={file} picture={file.picture} />
          ) : (
            <Download ticket={ticket} file={file} />
          )}
        </li>
      ))}
    </ul>
  );
}

const shown = { width_max: 320, height_max: 240 };

interface PictureProps {
  readonly ticket: string;
  readonly file: Sent;
  readonly picture: NonNullable<Sent['picture']>;
}

function Picture({ ticket, file, picture }: PictureProps) {
  const [isGone, setGone] = useState(false);
  if (isGone) return <Download ticket={ticket} file={file} />;
  const { width, height } = picture;
  const scale = Math.min(1, shown.width_max / width, shown.height_max / height);
  const address = addressOf(ticket, file);
  return (
    <a
      class="picture"
      href={address}
      target="_blank"
      rel="noopener"
      title={texts.files.open(file.name)}
    >
      <img
        src={`${address}/thumb`}
        alt={file.name}
        // Its place is kept until it is there, so that nothing moves below the reader.
        width={Math.max(1, Math.round(width * scale))}
        height={Math.max(1, Math.round(height * scale))}
        loading="lazy"
        decoding="async"
        onError={() => setGone(true)}
      />
    </a>
  );
}

function Download({
  ticket,
  file,
}: Pick<PictureProps, 'file'> & Pick<MessageFilesProps, 'ticket'>) {
  const what = (
    <>
      <bdi class="attached-name">{file.name}</bdi>{' '}
      <small class="muted">{fileSize(file.bytes)}</small>
    </>
  );
  if (ticket === undefined) return <span class="download">{what}</span>;
  return (
    <a class="download" href={addressOf(ticket, file)} download={file.name}>
      {what}
    </a>
  );
}

/** Relative to the page, which a proxy may serve below a path. */
function addressOf(ticket: string, { id }: Sent): string {
  return new URL(`files/${ticket}/${id}`, document.baseURI).toString();
}
