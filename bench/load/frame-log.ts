import { decodeTrusted } from '../../protocol/codec.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import { postOf } from './dialect.ts';

interface Logged {
  readonly bytes: Buffer;
  readonly posts: readonly number[];
}

/**
 * The events of one ticket in order. All its watchers get the same bytes, so only the first one
 * decodes them: otherwise a thousand watchers would measure the load and not the server.
 */
export class FrameLog {
  readonly #frames: Logged[] = [];

  /** Returns a reader with its own position, which returns the posts in a frame. */
  reader(): (frame: Buffer) => readonly number[] {
    let place = 0;
    return (frame) => {
      const next = this.#frames[place];
      if (next?.bytes.equals(frame) === true) {
        place += 1;
        return next.posts;
      }
      const message = decodeTrusted(frame);
      if (message.t === 'pong') return [];
      const posts = postsOf(message);
      if (next === undefined) {
        // A copy: a frame from `ws` is a view into a larger read buffer.
        this.#frames.push({ bytes: Buffer.from(frame), posts });
        place += 1;
      }
      return posts;
    };
  }
}

/** Throws on anything that a watcher must not get while all is well. */
function postsOf(message: ServerMessage): number[] {
  if (message.t !== 'event' || message.is.on !== 'ticket') {
    throw new Error(`a watcher was told ${JSON.stringify(message)}`);
  }
  const posts: number[] = [];
  for (const { what } of message.is.entries) {
    if (what.kind === 'message') posts.push(postOf(what.body));
  }
  return posts;
}
