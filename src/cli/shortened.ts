// Names that are longer than there is room for lose their middle: how they begin and how they end tells them apart.

const gap = "…";

/** In so many characters; as it is where it fits. */
export function shortened(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  const kept = Math.max(width - 1, 0);
  const end = Math.floor(kept / 2);
  return [...characters.slice(0, kept - end), gap, ...(end === 0 ? [] : characters.slice(-end))].join("");
}

/** Whether a name is what somebody wrote of it: as a whole, or as it was shortened. */
export function isWritten(name: string, written: string): boolean {
  const [beginning = "", ending] = written.split(gap, 2);
  if (ending === undefined) return name === written;
  return (
    name.length >= beginning.length + ending.length && name.startsWith(beginning) && name.endsWith(ending)
  );
}
