// Mistakes in a source that is packaged as it is, found before it takes the place of the last good one.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { extname, relative } from "node:path";
import type { Loader } from "esbuild";
import { esbuildOf, messagesOf } from "./bundle.ts";
import { ProjectProblem } from "./project.ts";

/** A `.js` may be a page's, with JSX. */
const loaders: Readonly<Record<string, Loader>> = {
  ...{ ".js": "jsx", ".mjs": "js", ".cjs": "js", ".ts": "ts", ".mts": "ts", ".cts": "ts" },
};
/** Ends with this code after a line that says what is wrong. */
const mistake = 3;
const pythonCheck = `import ast, sys
try:
    ast.parse(sys.stdin.buffer.read(), sys.argv[1])
except SyntaxError as error:
    print(f"{error.filename}:{error.lineno}:{error.offset}: {error.msg}")
    sys.exit(${mistake})
`;

/** Rejects with ProjectProblem, which names the place, for a file of JavaScript, TypeScript or Python that nothing could read. */
export async function checkSource(folder: string, path: string): Promise<void> {
  const name = relative(folder, path);
  const loader = loaders[extname(path)];
  const text = readFileSync(path);
  if (loader !== undefined) {
    const esbuild = await esbuildOf(folder);
    await esbuild
      .transform(text, { loader, sourcefile: name, logLevel: "silent" })
      .catch((problem) => Promise.reject(new ProjectProblem(messagesOf(problem))));
  }
  if (extname(path) === ".py") await checkPython(name, text);
}

/** A machine without Python runs none of it either. */
async function checkPython(name: string, text: Uint8Array): Promise<void> {
  const found = await new Promise<string | undefined>((resolve) => {
    const child = execFile("python3", ["-c", pythonCheck, name], (problem, stdout) =>
      resolve(problem?.code === mistake ? stdout.trim() : undefined),
    );
    child.stdin?.on("error", () => {}).end(text);
  });
  if (found !== undefined) throw new ProjectProblem(found);
}
