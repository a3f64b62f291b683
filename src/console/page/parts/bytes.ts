// Bytes as the page has them: base64 on the way, text where they are text.

const decoder = new TextDecoder("utf-8", { fatal: true });

/** What is not text is shown in hexadecimal. */
export function shownBytes(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  try {
    return decoder.decode(bytes);
  } catch {
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  }
}
