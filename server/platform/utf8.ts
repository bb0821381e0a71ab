const strict = new TextDecoder('utf-8', { fatal: true });

/** The text of UTF-8 bytes; `undefined` for other bytes, which would else be replaced unseen. */
export function decodeUtf8(bytes: Uint8Array | ArrayBuffer): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
