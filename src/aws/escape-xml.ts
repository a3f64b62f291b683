/** The text as character data or an attribute of XML, SVG and HTML. */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
      // XML 1.0 cannot hold control characters, not even escaped.
      .replace(/\p{Cc}/gu, " ")
  );
}
