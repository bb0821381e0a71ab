const strict = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of UTF-8 bytes; `undefined` for invalid bytes, which would otherwise be replaced
 * silently.
 */
export function decodeUtf8(bytes: Uint8Array | ArrayBuffer): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
