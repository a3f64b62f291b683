// Bytes as the page has them: base64 on the way, text where they are text.

const decoder = new TextDecoder("utf-8", { fatal: true });

/** What is not text is shown in hexadecimal. */
export function shownBytes(base64: string): string {
  const bytes = bytesOf(base64);
  return textOf(bytes) ?? [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** Longer ones are looked at for something else. */
const mostDecoded = 1_000_000;
const encoded = /^(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** No text that somebody wrote has them. */
const control = /[^\P{Cc}\t\n\r]/u;

/** JSON with what is text in base64 written out, and as JSON where it is that; undefined where there is none. */
export function decodedJson(text: string): string | undefined {
  if (text.length > mostDecoded || !/"[A-Za-z0-9+/]{16,}={0,2}"/.test(text)) return undefined;
  let isDecoded = false;
  try {
    const value: unknown = JSON.parse(text, (_, each: unknown) => {
      if (typeof each !== "string" || !encoded.test(each)) return each;
      const told = textOf(bytesOf(each));
      if (told === undefined || control.test(told)) return each;
      isDecoded = true;
      return jsonOr(told);
    });
    return isDecoded ? JSON.stringify(value, null, 2) : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
