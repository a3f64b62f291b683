// Parts that are opened one after the other and belong together.

interface Closable {
  close(): Promise<void> | void;
}

/**
 * What `open` makes. If it fails, the parts that it had opened by then are closed, the last first: nobody else gets them, and each
 * holds files.
 */
export async function openTogether<Opened>(
  open: (keep: <Part extends Closable>(part: Part) => Part) => Opened | Promise<Opened>,
): Promise<Opened> {
  const parts: Closable[] = [];
  try {
    return await open((part) => {
      parts.push(part);
      return part;
    });
  } catch (problem) {
    for (const part of parts.reverse()) await part.close();
    throw problem;
  }
}
