import type { OpenBlob } from '../files/blobs.ts';

const chunk_bytes = 64 * 1024;

/** The bytes of a blob as they are asked for. Closes it at the end, and where nobody reads on. */
export function blobBody({ handle, bytes }: OpenBlob): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const chunk = new Uint8Array(Math.min(chunk_bytes, bytes - at));
          const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
          at += bytesRead;
          if (bytesRead > 0) controller.enqueue(chunk.subarray(0, bytesRead));
          if (bytesRead > 0 && at < bytes) return;
          await handle.close();
          controller.close();
        } catch (error) {
          await handle.close().catch(() => {});
          controller.error(error);
        }
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 0 },
  );
}
