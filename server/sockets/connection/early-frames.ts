import type { Frame } from '../../../protocol/codec.ts';
import { limits } from '../../../protocol/limits.ts';
import { netLimits } from '../socket-limits.ts';

/** Frames that arrived after a hello that is not answered yet, in order. */
export class EarlyFrames {
  readonly all: Frame[] = [];
  #bytes = 0;

  /** False when more arrived than may be kept. */
  add(frame: Frame): boolean {
    this.#bytes += frame.length;
    this.all.push(frame);
    return (
      this.all.length <= netLimits.early_frames_max && this.#bytes <= limits.frame_in_bytes_max
    );
  }
}
